import Records

/// Parses answers that are not quite JSON: what servers write that real clients accept.
enum LenientJSON {
  /// Parses a body.
  ///
  /// A byte order mark is skipped; bytes that are not UTF-8 and halves of surrogate
  /// pairs become U+FFFD, and `NaN`, `Infinity` and `-Infinity` become null.
  static func parse(_ body: [UInt8]) throws(JSONError) -> JSON {
    let body = body.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(body.dropFirst(3)) : body
    do {
      return try JSON(parsing: body)
    } catch {
      let text = Array(String(decoding: body, as: UTF8.self).utf8)
      return try JSON(parsing: withoutOddities(text))
    }
  }

  /// Replaces `\uD800` to `\uDFFF` by `\uFFFD` where they do not come as a pair, and numbers that are
  /// not finite by null.
  private static func withoutOddities(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    var isText = false
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") { isText.toggle() }
      if !isText, let length = lengthOfOddNumber(bytes[index...]) {
        result.append(contentsOf: "null".utf8)
        index += length
      } else if byte == UInt8(ascii: "\\") {
        index += appendEscape(of: bytes, at: index, to: &result)
      } else {
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static func lengthOfOddNumber(_ bytes: ArraySlice<UInt8>) -> Int? {
    ["NaN", "Infinity", "-Infinity"].first { bytes.starts(with: $0.utf8) }?.utf8.count
  }

  /// Appends the escape at an index, whole.
  /// - Returns: how many bytes it has.
  private static func appendEscape(
    of bytes: [UInt8], at index: Int, to result: inout [UInt8]
  ) -> Int {
    let unit = codeUnit(bytes, at: index)
    var length = unit == nil ? 2 : 6
    if let unit, UTF16.isLeadSurrogate(unit), let next = codeUnit(bytes, at: index + 6),
      UTF16.isTrailSurrogate(next)
    {
      length = 12
    } else if let unit, UTF16.isSurrogate(unit) {
      result.append(contentsOf: #"\uFFFD"#.utf8)
      return length
    }
    result.append(contentsOf: bytes[index..<min(index + length, bytes.count)])
    return length
  }

  /// The UTF-16 code unit that is written as `\uXXXX` at an index.
  private static func codeUnit(_ bytes: [UInt8], at index: Int) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt16(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
