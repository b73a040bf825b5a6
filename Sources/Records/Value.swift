import Glibc

/// A value within a line, decoded only when asked.
package struct Value: Sendable {
  private let line: [UInt8]
  private let span: ValueSpan

  init(line: [UInt8], span: ValueSpan) {
    self.line = line
    self.span = span
  }

  /// The value as it is written, quotes included.
  package var bytes: ArraySlice<UInt8> { line[span.range] }

  /// Where it begins in the line.
  package var offset: Int { span.range.lowerBound }

  /// Whether it is null.
  package var isNull: Bool { span.kind == .null }

  /// Whether it is an array.
  package var isArray: Bool { span.kind == .array }

  /// The text of a string, nil for anything else.
  package var string: String? {
    guard span.kind == .string else { return nil }
    return span.isEscaped
      ? String(decoding: unescaped, as: UTF8.self)
      : String(decoding: line[content], as: UTF8.self)
  }

  /// Gives a string's text as UTF-8 to a closure, without a copy where it has no escapes.
  /// - Returns: nil if it is no string.
  package func withText<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result? {
    guard span.kind == .string else { return nil }
    return span.isEscaped ? try body(unescaped.span) : try body(line[content].span)
  }

  /// Any number, nil for anything else; one that is too large for a double is infinite.
  package var double: Double? {
    guard span.kind == .number else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// A whole number that 64 bits hold, written without point and exponent; nil for anything else.
  package var integer: Int? {
    guard span.kind == .number else { return nil }
    return Int(String(decoding: bytes, as: UTF8.self))
  }

  /// A truth value, nil for anything else.
  package var boolean: Bool? {
    span.kind == .boolean ? line[span.range.lowerBound] == UInt8(ascii: "t") : nil
  }

  /// The bytes between the quotes.
  private var content: Range<Int> { span.range.lowerBound + 1..<span.range.upperBound - 1 }

  private var unescaped: [UInt8] { Self.unescape(line[content]) }

  // MARK: - Keys

  /// The value of the member with a key, however the key is written.
  static func find(_ key: String, among members: ArraySlice<Member>, in line: [UInt8])
    throws(RecordError) -> Value?
  {
    var found: ValueSpan?
    for member in members where matches(key, member, in: line) {
      guard found == nil else {
        throw .twice(key, at: member.key.lowerBound)
      }
      found = member.value
    }
    return found.map { Value(line: line, span: $0) }
  }

  /// Whether a member has a key, however it is written.
  static func matches(_ key: String, _ member: Member, in line: [UInt8]) -> Bool {
    if member.keyIsEscaped { return unescape(line[member.key]).elementsEqual(key.utf8) }
    var key = key
    return key.withUTF8 { wanted in
      guard wanted.count == member.key.count else { return false }
      return line.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, let start = wanted.baseAddress else { return true }
        return memcmp(base + member.key.lowerBound, start, wanted.count) == 0
      }
    }
  }

  // MARK: - Escapes

  /// The text of a string's checked bytes; half a surrogate pair becomes U+FFFD.
  static func unescape(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var rest = bytes
    while !rest.isEmpty {
      let plain = rest.withUnsafeBytes { buffer in
        guard let start = buffer.baseAddress,
          let found = memchr(start, 0x5C, buffer.count)
        else { return buffer.count }
        return UnsafeRawPointer(found) - start
      }
      text.append(contentsOf: rest.prefix(plain))
      rest = rest.dropFirst(plain + 1)
      switch rest.popFirst() {
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "u"): text.append(contentsOf: String(takeScalar(&rest)).utf8)
      case let other?: text.append(other)
      case nil: break
      }
    }
    return text
  }

  private static func takeScalar(_ rest: inout ArraySlice<UInt8>) -> Character {
    let first = takeUnit(&rest)
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    let pair = rest
    if first < 0xDC00, rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") {
      let second = takeUnit(&rest)
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF))
      {
        return Character(scalar)
      }
    }
    rest = pair
    return "\u{FFFD}"
  }

  private static func takeUnit(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
    let digits = rest.prefix(4)
    rest = rest.dropFirst(4)
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
  }
}
