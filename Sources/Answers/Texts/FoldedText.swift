/// A text whose characters beyond ASCII that mean the same as ASCII ones are written as those.
///
/// Digits of all scripts become 0 to 9; full-width signs, minus signs, primes and typographic
/// quotation marks their ASCII twins; every kind of blank a space; signs of currencies `$`.
/// Characters without width vanish. Everything else stays as it is.
struct FoldedText {
  private(set) var bytes: [UInt8] = []
  /// For each byte, and for the end, the offset in the text that was folded.
  private var origins: [Int] = []

  /// Folds a text, given as UTF-8; `nil` if it is ASCII and stays as it is.
  init?(_ text: Span<UInt8>) {
    guard !text.isASCII else { return nil }
    bytes.reserveCapacity(text.count)
    origins.reserveCapacity(text.count + 1)
    var cursor = 0
    while cursor < text.count {
      if text[cursor] < 0x80 {
        append(text[cursor], cursor)
        cursor += 1
      } else {
        let (scalar, length) = text.scalar(at: cursor)
        append(scalar, text, cursor..<cursor + length)
        cursor += length
      }
    }
    origins.append(text.count)
  }

  /// The bytes of `range` of a text, folded.
  static func bytes(_ text: Span<UInt8>, _ range: Range<Int>) -> [UInt8] {
    let bytes = text.bytes(range)
    return FoldedText(bytes.span)?.bytes ?? bytes
  }

  /// Where a range of the folded text stands in the original.
  func origin(of range: Range<Int>) -> Range<Int> {
    let end = range.isEmpty ? origins[range.lowerBound] : origins[range.upperBound]
    return origins[range.lowerBound]..<end
  }

  private mutating func append(_ byte: UInt8, _ origin: Int) {
    bytes.append(byte)
    origins.append(origin)
  }

  private mutating func append(
    _ scalar: Unicode.Scalar, _ text: Span<UInt8>, _ range: Range<Int>
  ) {
    if Self.isWithoutWidth(scalar) { return }
    if let twin = Self.twin(of: scalar) { return append(twin, range.lowerBound) }
    for index in range { append(text[index], index) }
  }

  /// Spaces without width, joiners, marks of direction, the soft hyphen.
  private static func isWithoutWidth(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFE00...0xFE0F,
      0xFEFF:
      true
    default: false
    }
  }

  private static func twin(of scalar: Unicode.Scalar) -> UInt8? {
    switch scalar.value {
    case 0xFF01...0xFF5E: return UInt8(scalar.value - 0xFEE0)
    case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return 0x20
    case 0x2010, 0x2011, 0x2212, 0xFE63: return UInt8(ascii: "-")
    case 0x2018, 0x2019, 0x201A, 0x201B, 0x02B9, 0x02BC, 0x2032: return UInt8(ascii: "'")
    case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0xAB, 0xBB: return UInt8(ascii: "\"")
    case 0x2044, 0x2215: return UInt8(ascii: "/")
    case 0x066B: return UInt8(ascii: ".")
    case 0x066C: return UInt8(ascii: ",")
    case 0x066A: return UInt8(ascii: "%")
    case 0x2236: return UInt8(ascii: ":")
    case 0x2217: return UInt8(ascii: "*")
    default: break
    }
    if scalar.properties.generalCategory == .currencySymbol { return UInt8(ascii: "$") }
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue
    else { return nil }
    return 0x30 + UInt8(value)
  }
}

extension Span<UInt8> {
  /// Whether no byte is above 0x7F.
  var isASCII: Bool {
    withUnsafeBytes { bytes in
      var cursor = 0
      while cursor + 8 <= bytes.count {
        let word = bytes.loadUnaligned(fromByteOffset: cursor, as: UInt64.self)
        if word & 0x8080_8080_8080_8080 != 0 { return false }
        cursor += 8
      }
      while cursor < bytes.count {
        if bytes[cursor] >= 0x80 { return false }
        cursor += 1
      }
      return true
    }
  }

  /// The character at `offset` and how many bytes it takes; U+FFFD for one byte that is not UTF-8.
  func scalar(at offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let first = self[offset]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, offset + length <= count else { return ("\u{FFFD}", 1) }
    var value = UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<length {
      guard self[offset + index] & 0xC0 == 0x80 else { return ("\u{FFFD}", 1) }
      value = value << 6 | UInt32(self[offset + index] & 0x3F)
    }
    return Unicode.Scalar(value).map { ($0, length) } ?? ("\u{FFFD}", 1)
  }

  /// The character that ends before `offset` > 0.
  func scalar(before offset: Int) -> (scalar: Unicode.Scalar, length: Int) {
    var start = offset - 1
    while start > 0, offset - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
    let (scalar, length) = self.scalar(at: start)
    return start + length == offset ? (scalar, length) : ("\u{FFFD}", 1)
  }
}
