/// Classes of bytes and small scans over UTF-8 text, shared by the extractors and the parsers.
extension UInt8 {
  package var isDigit: Bool { self &- 0x30 < 10 }
  package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
  package var isSpace: Bool { self == 0x20 || (self &- 9) < 5 }
  package var lowercased: UInt8 { (self &- 0x41) < 26 ? self | 0x20 : self }
}

extension Span<UInt8> {
  /// The bytes of `range` as a string; bytes that are not UTF-8 become U+FFFD.
  package func string(_ range: Range<Int>) -> String {
    String(unsafeUninitializedCapacity: range.count) { buffer in
      for offset in 0..<range.count { buffer[offset] = self[range.lowerBound + offset] }
      return range.count
    }
  }

  /// A copy of the bytes of `range`.
  package func bytes(_ range: Range<Int>) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      for offset in 0..<range.count { buffer[offset] = self[range.lowerBound + offset] }
      count = range.count
    }
  }

  /// `range` without white space at its ends.
  package func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, self[lower].isSpace { lower += 1 }
    while upper > lower, self[upper - 1].isSpace { upper -= 1 }
    return lower..<upper
  }

  /// Whether `word` stands at `offset`; a lower-case `word` with `ignoringCase` meets any case.
  package func has(_ word: StaticString, at offset: Int, ignoringCase: Bool = false) -> Bool {
    guard offset >= 0, offset + word.utf8CodeUnitCount <= count else { return false }
    return word.withUTF8Buffer { letters in
      for index in letters.indices {
        let byte = self[offset + index]
        guard (ignoringCase ? byte.lowercased : byte) == letters[index] else { return false }
      }
      return true
    }
  }

  /// Whether `word` ends right before `offset`.
  package func has(_ word: StaticString, before offset: Int, ignoringCase: Bool = false) -> Bool {
    has(word, at: offset - word.utf8CodeUnitCount, ignoringCase: ignoringCase)
  }

  /// The end of the run of ASCII letters that starts at `offset`.
  package func endOfLetters(from offset: Int, limit: Int) -> Int {
    var end = offset
    while end < limit, self[end].isLetter { end += 1 }
    return end
  }
}
