// Strings: where they end, and that they are UTF-8 without control characters.
extension Scanner {
  /// Skips a string whose first quote is the next byte.
  mutating func scanString() throws(RecordError) -> ValueSpan {
    let start = position
    var isEscaped = false
    position += 1
    while true {
      skipPlainWords()
      guard position < bytes.count else { throw error("a string without its end") }
      let byte = bytes[unchecked: position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return ValueSpan(range: start..<position, kind: .string, isEscaped: isEscaped)
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
        try skipEscape()
      } else if byte >= 0x80 {
        try skipScalarBytes()
      } else if byte < 0x20 {
        throw error("a control character in a string")
      } else {
        position += 1
      }
    }
  }

  /// Skips words of eight bytes that are all plain: ASCII, no control, quote or backslash.
  @inline(__always)
  private mutating func skipPlainWords() {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let start = UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped)
    let last = bytes.count - 8
    var place = position
    while place <= last {
      let word = start.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let quotes = word ^ (ones &* 0x22)
      let slashes = word ^ (ones &* 0x5C)
      let special =
        word | (word &- (ones &* 0x20)) | (quotes &- ones) | (slashes &- ones)
      // The high bit of a byte is set if it is not ASCII, below 0x20, a quote or a backslash; a
      // borrow may set it for a byte above such a one too, never below: the first one is right.
      let marked = special & (ones &* 0x80)
      guard marked == 0 else {
        place += marked.trailingZeroBitCount >> 3
        break
      }
      place += 8
    }
    position = place
  }

  private mutating func skipEscape() throws(RecordError) {
    let letter = byte(1)
    if Escapes.isCharacter(letter) {
      position += 2
      return
    }
    position += 1
    guard letter == UInt8(ascii: "u") else { throw error("an escape that JSON does not have") }
    position += 1
    for _ in 0..<4 {
      guard peek() &- 0x30 < 10 || (peek() | 0x20) &- 0x61 < 6 else {
        throw error("an escape without its four digits")
      }
      position += 1
    }
  }

  /// Skips one character of two to four bytes.
  private mutating func skipScalarBytes() throws(RecordError) {
    let first = byte(0)
    let second = byte(1)
    let length: Int
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: length = second >= 0xA0 ? 3 : 0
    case 0xED: length = second < 0xA0 ? 3 : 0
    case 0xE1...0xEF: length = 3
    case 0xF0: length = second >= 0x90 ? 4 : 0
    case 0xF1...0xF3: length = 4
    case 0xF4: length = second < 0x90 ? 4 : 0
    default: length = 0
    }
    let isWhole =
      second & 0xC0 == 0x80 && (length < 3 || byte(2) & 0xC0 == 0x80)
      && (length < 4 || byte(3) & 0xC0 == 0x80)
    guard length > 0, isWhole else { throw error("bytes that are not UTF-8") }
    position += length
  }
}
