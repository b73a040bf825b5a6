import Records

/// How a byte-level tokenizer cuts a text into the pieces within which tokens are merged.
struct PreTokenizer: Equatable {
  /// One cut; each is applied to every piece of the one before.
  enum Step: Equatable {
    /// Numbers apart from the rest, digit by digit or in runs.
    case digits(individually: Bool)
    case words(WordPattern)
  }

  var steps: [Step]

  /// Calls `body` with every piece of a stretch of valid UTF-8, in order.
  func forEachPiece(
    of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, step: Int = 0,
    _ body: (Range<Int>) throws(TokenizerError) -> Void
  ) throws(TokenizerError) {
    guard step < steps.count else {
      if !range.isEmpty { try body(range) }
      return
    }
    let reader = CharacterReader(text: text, end: range.upperBound)
    var place = range.lowerBound
    while place < range.upperBound {
      let end =
        switch steps[step] {
        case .words(let pattern): pattern.end(from: place, reader)
        case .digits(let individually): Self.endOfDigits(place, reader, individually)
        }
      try forEachPiece(of: text, in: place..<end, step: step + 1, body)
      place = end
    }
  }

  private static func endOfDigits(
    _ place: Int, _ reader: CharacterReader, _ individually: Bool
  ) -> Int {
    if reader.kind(at: place) == .number {
      return individually ? reader.after(place) : reader.run(of: .number, from: place)
    }
    var end = place
    while end < reader.end, reader.kind(at: end) != .number { end = reader.after(end) }
    return end
  }
}

// MARK: - Reading

extension PreTokenizer {
  /// Reads the `pre_tokenizer` of a `tokenizer.json`.
  /// - Throws: `ModelError.unsupported` with what this one does differently.
  init(json: JSON, path: String) throws(ModelError) {
    let parts =
      json["type"] == "Sequence" ? json["pretokenizers"]?.array ?? [] : json == .null ? [] : [json]
    guard parts.last?["type"] == "ByteLevel" else {
      throw .unsupported(
        "\(path): the pre_tokenizer does not end with ByteLevel; only byte-level tokenizers can "
          + "be used: \(json.text)")
    }
    steps = []
    for part in parts {
      guard let step = Self.steps(part) else {
        throw .unsupported("\(path): this pre_tokenizer cannot be used: \(part.text)")
      }
      steps += step
    }
  }

  /// The steps of one part, nil if it has none.
  private static func steps(_ part: JSON) -> [Step]? {
    switch part["type"]?.string {
    case "ByteLevel":
      guard part["add_prefix_space"] == false else { return nil }
      return part["use_regex"] == false ? [] : [.words(.gpt2)]
    case "Digits": return [.digits(individually: part["individual_digits"] == true)]
    case "Split":
      guard part["behavior"] == "Isolated", part["invert"] != true,
        let expression = part["pattern"]?["Regex"]?.string,
        let pattern = WordPattern.allCases.first(where: { $0.expression == expression })
      else { return nil }
      return [.words(pattern)]
    default: return nil
    }
  }
}
