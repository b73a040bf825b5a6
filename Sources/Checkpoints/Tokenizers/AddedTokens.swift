import Records

/// Tokens whose text is found whole wherever it stands, before a text is cut into words.
struct AddedTokens: Sendable {
  /// One of them.
  struct Token: Equatable, Sendable {
    let id: Int32
    let content: [UInt8]
    /// Whether it is no text, such as the end of a text.
    let isSpecial: Bool
  }

  /// Of each first byte the tokens that begin with it, longest first.
  private var byFirstByte: [[Token]] = Array(repeating: [], count: 256)
  private(set) var isEmpty = true

  init(_ tokens: [Token]) {
    for token in tokens {
      guard let first = token.content.first else { continue }
      byFirstByte[Int(first)].append(token)
      isEmpty = false
    }
    for byte in byFirstByte.indices {
      byFirstByte[byte].sort { $0.content.count > $1.content.count }
    }
  }

  /// A part of a text: one of the tokens, or what lies between two, never empty.
  enum Part {
    case token(Token)
    case text(Range<Int>)
  }

  /// Divides a stretch of a text: the leftmost token first, the longest at a place.
  func parts(of text: UnsafeBufferPointer<UInt8>, in range: Range<Int>) -> [Part] {
    var parts: [Part] = []
    var start = range.lowerBound
    var place = isEmpty ? range.upperBound : start
    while place < range.upperBound {
      guard let token = token(in: text, at: place, end: range.upperBound) else {
        place += 1
        continue
      }
      if start < place { parts.append(.text(start..<place)) }
      parts.append(.token(token))
      place += token.content.count
      start = place
    }
    if start < range.upperBound { parts.append(.text(start..<range.upperBound)) }
    return parts
  }

  private func token(in text: UnsafeBufferPointer<UInt8>, at place: Int, end: Int) -> Token? {
    byFirstByte[Int(text[place])].first { token in
      place + token.content.count <= end
        && text[place..<place + token.content.count].elementsEqual(token.content)
    }
  }
}

// MARK: - Reading

extension AddedTokens.Token {
  /// Reads one of the `added_tokens` of a `tokenizer.json`.
  /// - Throws: `ModelError.unsupported` for one that takes the white space around it, or only
  ///   stands between words.
  init(json: JSON, path: String) throws(ModelError) {
    guard let number = json["id"]?.integer, let id = Int32(exactly: number), id >= 0,
      let content = json["content"]?.string
    else { throw .damaged("\(path): an added token has no id or no content: \(json.text)") }
    for key in ["single_word", "lstrip", "rstrip"] where json[key] == true {
      throw .unsupported("\(path): the added token \"\(content)\" has \(key), which cannot be used")
    }
    self.init(id: id, content: Array(content.utf8), isSpecial: json["special"] == true)
  }
}
