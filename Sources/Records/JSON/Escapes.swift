/// The escapes of JSON strings.
enum Escapes {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The text of a string's checked bytes; half a surrogate pair becomes U+FFFD.
  static func decode(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    guard !source.isEmpty else { return [] }
    return [UInt8](unsafeUninitializedCapacity: source.count) { buffer, count in
      count = decode(source, into: buffer)
    }
  }

  /// Writes the text of a string's checked bytes; half a surrogate pair becomes U+FFFD.
  /// - Parameter target: as long as the source at least; no text is longer than its escapes.
  /// - Returns: how many bytes were written.
  static func decode(
    _ source: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    guard let from = source.baseAddress, let to = target.baseAddress else { return 0 }
    precondition(target.count >= source.count, "no room for the text")
    let end = source.count
    var read = 0
    var written = 0
    while read < end {
      // Words of eight bytes are copied whole; of the bytes behind a backslash the right ones
      // follow later. As much was read as is written at least, so there is room for a word.
      while read + 8 <= end {
        let word = UnsafeRawPointer(from + read).loadUnaligned(as: UInt64.self)
        UnsafeMutableRawPointer(to + written).storeBytes(of: word, as: UInt64.self)
        let slashes = word ^ (ones &* 0x5C)
        let marked = (slashes &- ones) & ~slashes & (ones &* 0x80)
        let plain = marked == 0 ? 8 : marked.trailingZeroBitCount >> 3
        read += plain
        written += plain
        if marked != 0 { break }
      }
      guard read < end else { break }
      if from[read] != UInt8(ascii: "\\") {
        to[written] = from[read]
        read += 1
        written += 1
      } else if from[read + 1] == UInt8(ascii: "u") {
        let scalar = scalar(from, &read, end)
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
          to[written] = byte
          written += 1
        }
      } else {
        to[written] = character(from[read + 1])
        read += 2
        written += 1
      }
    }
    return written
  }

  /// What a letter behind a backslash means, `u` excepted.
  ///
  /// No branch: which letter comes next is as hard to guess for a processor as for us. The letters
  /// from `b` on stand for what half their distance from it picks among sixteen hexadecimal digits.
  @inline(__always)
  private static func character(_ letter: UInt8) -> UInt8 {
    let controls: UInt64 = 0x9D_0A00_0C08
    let control = UInt8(truncatingIfNeeded: controls >> UInt64((letter &- 0x62) >> 1 &* 4) & 15)
    return letter < 0x62 ? letter : control
  }

  /// Whether a byte may stand behind a backslash, `u` excepted: one of `"\\/bfnrt`.
  @inline(__always)
  static func isCharacter(_ letter: UInt8) -> Bool {
    let low: UInt64 = 1 << 0x22 | 1 << 0x2F
    let high: UInt64 = 1 << 0x1C | 1 << 0x22 | 1 << 0x26 | 1 << 0x2E | 1 << 0x32 | 1 << 0x34
    let set = letter < 0x40 ? low : letter < 0x80 ? high : 0
    return set >> UInt64(letter & 63) & 1 == 1
  }

  /// Reads `\uXXXX`, or two of them that make one character.
  private static func scalar(_ from: UnsafePointer<UInt8>, _ read: inout Int, _ end: Int)
    -> Unicode.Scalar
  {
    let first = unit(from + read + 2)
    read += 6
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, read + 6 <= end, from[read] == UInt8(ascii: "\\"),
      from[read + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let second = unit(from + read + 2)
    guard (0xDC00...0xDFFF).contains(second) else { return "\u{FFFD}" }
    read += 6
    return Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF)) ?? "\u{FFFD}"
  }

  /// The value of four hexadecimal digits.
  private static func unit(_ digits: UnsafePointer<UInt8>) -> UInt32 {
    var value: UInt32 = 0
    for place in 0..<4 {
      let digit = digits[place]
      value = value << 4 | UInt32(digit < 0x3A ? digit - 0x30 : (digit | 0x20) - 0x57)
    }
    return value
  }
}
