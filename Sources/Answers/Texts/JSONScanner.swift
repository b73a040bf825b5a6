/// Steps over JSON values without building them.
struct JSONScanner {
  /// The offset of the next byte.
  var cursor: Int

  private static let deepest = 256

  init(start: Int) {
    cursor = start
  }

  mutating func skipSpace(_ text: Span<UInt8>) {
    while cursor < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[cursor]) { cursor += 1 }
  }

  /// Steps over one value; false where the text is no JSON, or nested too deeply.
  mutating func skipValue(_ text: Span<UInt8>, depth: Int = 0) -> Bool {
    guard cursor < text.count, depth < Self.deepest else { return false }
    switch text[cursor] {
    case UInt8(ascii: "{"): return skipMembers(text, closing: UInt8(ascii: "}"), depth)
    case UInt8(ascii: "["): return skipMembers(text, closing: UInt8(ascii: "]"), depth)
    case UInt8(ascii: "\""): return nextString(text) != nil
    case UInt8(ascii: "t"): return skip("true", text)
    case UInt8(ascii: "f"): return skip("false", text)
    case UInt8(ascii: "n"): return skip("null", text)
    default: return skipNumber(text)
    }
  }

  /// The range of a string with its quotation marks; `nil` where none begins or ends.
  mutating func nextString(_ text: Span<UInt8>) -> Range<Int>? {
    guard cursor < text.count, text[cursor] == UInt8(ascii: "\"") else { return nil }
    let start = cursor
    cursor += 1
    while cursor < text.count {
      switch text[cursor] {
      case UInt8(ascii: "\""):
        cursor += 1
        return start..<cursor
      case 0x5C:
        guard skipEscape(text) else { return nil }
      case 0..<0x20: return nil
      default: cursor += 1
      }
    }
    return nil
  }

  private mutating func skipEscape(_ text: Span<UInt8>) -> Bool {
    guard cursor + 1 < text.count else { return false }
    let escape = text[cursor + 1]
    cursor += 2
    guard escape == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(escape) }
    for _ in 0..<4 {
      guard cursor < text.count, text[cursor].isDigit || (text[cursor] | 0x20) &- 0x61 < 6 else {
        return false
      }
      cursor += 1
    }
    return true
  }

  private mutating func skipMembers(
    _ text: Span<UInt8>, closing: UInt8, _ depth: Int
  ) -> Bool {
    cursor += 1
    skipSpace(text)
    if cursor < text.count, text[cursor] == closing {
      cursor += 1
      return true
    }
    while true {
      if closing == UInt8(ascii: "}") {
        guard nextString(text) != nil else { return false }
        skipSpace(text)
        guard cursor < text.count, text[cursor] == UInt8(ascii: ":") else { return false }
        cursor += 1
        skipSpace(text)
      }
      guard skipValue(text, depth: depth + 1) else { return false }
      skipSpace(text)
      guard cursor < text.count else { return false }
      cursor += 1
      if text[cursor - 1] == closing { return true }
      guard text[cursor - 1] == UInt8(ascii: ",") else { return false }
      skipSpace(text)
    }
  }

  private mutating func skip(_ word: StaticString, _ text: Span<UInt8>) -> Bool {
    guard text.has(word, at: cursor) else { return false }
    cursor += word.utf8CodeUnitCount
    return true
  }

  private mutating func skipNumber(_ text: Span<UInt8>) -> Bool {
    func digits() -> Int {
      let start = cursor
      while cursor < text.count, text[cursor].isDigit { cursor += 1 }
      return cursor - start
    }
    func takes(_ bytes: UInt8...) -> Bool {
      guard cursor < text.count, bytes.contains(text[cursor]) else { return false }
      cursor += 1
      return true
    }
    _ = takes(UInt8(ascii: "-"))
    guard digits() > 0 else { return false }
    if takes(UInt8(ascii: ".")) { guard digits() > 0 else { return false } }
    if takes(UInt8(ascii: "e"), UInt8(ascii: "E")) {
      _ = takes(UInt8(ascii: "+"), UInt8(ascii: "-"))
      guard digits() > 0 else { return false }
    }
    return true
  }

  /// The value of a hexadecimal digit.
  static func hexadecimal(_ byte: UInt8) -> UInt16 {
    UInt16(byte.isDigit ? byte - 0x30 : (byte | 0x20) - 0x61 + 10)
  }

  /// What an escape of one letter stands for.
  static func character(ofEscape byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: byte
    }
  }
}
