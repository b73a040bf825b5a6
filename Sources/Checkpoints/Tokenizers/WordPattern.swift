/// The regular expressions by which published tokenizers cut texts into words, as machines.
///
/// A machine is the leftmost alternative that matches, as the expression says it; every character
/// is in some word.
enum WordPattern: Equatable, CaseIterable {
  case gpt2
  case llama3
  case qwen2

  /// The expression as a `tokenizer.json` has it; that of GPT-2 is built into `ByteLevel`.
  var expression: String {
    switch self {
    case .gpt2:
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .llama3: Self.later(numbers: #"\p{N}{1,3}"#)
    case .qwen2: Self.later(numbers: #"\p{N}"#)
    }
  }

  private static func later(numbers: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + numbers
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Where the word ends that begins at a place before the reader's end.
  func end(from place: Int, _ reader: CharacterReader) -> Int {
    self == .gpt2 ? endOfGPT2(place, reader) : endOfLater(place, reader)
  }

  private func endOfGPT2(_ place: Int, _ reader: CharacterReader) -> Int {
    if let end = contraction(place, reader) { return end }
    let first = reader.text[place] == space ? place + 1 : place
    if let kind = reader.kind(at: first), kind != .space {
      return reader.run(of: kind, from: first)
    }
    return endOfSpace(place, reader)
  }

  private func endOfLater(_ place: Int, _ reader: CharacterReader) -> Int {
    if let end = contraction(place, reader) { return end }
    let (first, kind) = (reader.text[place], reader.kind(at: place))
    if kind == .letter { return reader.run(of: .letter, from: place) }
    if kind == .number {
      return reader.run(of: .number, from: place, atMost: self == .llama3 ? 3 : 1)
    }
    let next = reader.after(place)
    if !isLineEnd(first), reader.kind(at: next) == .letter {
      return reader.run(of: .letter, from: next)
    }
    let start = first == space ? next : place
    if reader.kind(at: start) == .other {
      var end = reader.run(of: .other, from: start)
      while end < reader.end, isLineEnd(reader.text[end]) { end += 1 }
      return end
    }
    let end = reader.run(of: .space, from: place)
    if let line = reader.text[place..<end].lastIndex(where: isLineEnd) { return line + 1 }
    return endOfSpace(place, reader)
  }

  /// `\s+(?!\S)|\s+`: white space, but for its last character if a word follows.
  private func endOfSpace(_ place: Int, _ reader: CharacterReader) -> Int {
    let end = reader.run(of: .space, from: place)
    if end == reader.end { return end }
    var last = end - 1
    while UTF8.isContinuation(reader.text[last]) { last -= 1 }
    return last > place ? last : end
  }

  /// The end of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d`; later patterns take any case, and
  /// with it the long s.
  private func contraction(_ place: Int, _ reader: CharacterReader) -> Int? {
    guard reader.text[place] == UInt8(ascii: "'") else { return nil }
    func letter(_ offset: Int) -> UInt8 {
      guard place + offset < reader.end else { return 0 }
      let byte = reader.text[place + offset]
      return self != .gpt2 && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
    switch (letter(1), letter(2)) {
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "t"), _), (UInt8(ascii: "m"), _),
      (UInt8(ascii: "d"), _):
      return place + 2
    case (UInt8(ascii: "r"), UInt8(ascii: "e")), (UInt8(ascii: "v"), UInt8(ascii: "e")),
      (UInt8(ascii: "l"), UInt8(ascii: "l")):
      return place + 3
    case (0xC5, 0xBF): return self == .gpt2 ? nil : place + 3
    default: return nil
    }
  }
}

private let space = UInt8(ascii: " ")

private func isLineEnd(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
