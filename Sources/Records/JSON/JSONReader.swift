/// Reads common JSON text into a tree, about three times as fast as jansson.
///
/// It leaves rare and wrong text to jansson: numbers that neither `Int64` nor a double holds, escaped
/// zeros and surrogates, text that is not UTF-8, duplicated keys, and values nested deeper than
/// `mostNested`.
struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var nesting = 0

  private static let mostNested = 256
  /// From this number of members on, a set finds duplicated keys.
  private static let fewMembers = 16

  /// The value of a text, nil if jansson must read it.
  static func value(of bytes: UnsafeRawBufferPointer) -> JSON? {
    var reader = JSONReader(bytes: bytes.bindMemory(to: UInt8.self))
    guard let value = reader.value() else { return nil }
    reader.skipSpace()
    // A bare `nil` would be the value null, here and below.
    return reader.position == bytes.count ? value : Optional.none
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The byte at the position, 0 after the end.
  private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func skipSpace() {
    while Self.isSpace(next) { position += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private mutating func value() -> JSON? {
    skipSpace()
    switch next {
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "{"): return nested { $0.object() }
    case UInt8(ascii: "["): return nested { $0.array() }
    case UInt8(ascii: "t"): return word("true", .boolean(true))
    case UInt8(ascii: "f"): return word("false", .boolean(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSON) -> JSON? {
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: letters) else { return nil }
    position += letters.count
    return value
  }

  // MARK: - Containers

  private mutating func nested(_ read: (inout JSONReader) -> JSON?) -> JSON? {
    guard nesting < Self.mostNested else { return nil }
    nesting += 1
    position += 1
    defer { nesting -= 1 }
    return read(&self)
  }

  private mutating func array() -> JSON? {
    var elements: [JSON] = []
    if take("]") { return .array([]) }
    repeat {
      guard let element = value() else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : Optional.none
  }

  private mutating func object() -> JSON? {
    var members: [JSON.Member] = []
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\""), let key = string(), take(":"), let value = value() else {
        return nil
      }
      members.append(JSON.Member(key, value))
    } while take(",")
    return take("}") && !Self.hasTwins(members) ? .object(members) : Optional.none
  }

  private static func hasTwins(_ members: [JSON.Member]) -> Bool {
    if members.count >= fewMembers { return Set(members.map(\.key)).count < members.count }
    return members.indices.contains { place in
      members[..<place].contains { $0.key == members[place].key }
    }
  }

  // MARK: - Strings

  private mutating func string() -> String? {
    position += 1
    let start = position
    var isEscaped = false
    var isPlain = true
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        guard takeEscape() else { return nil }
        isEscaped = true
      } else {
        if byte < 0x20 { return nil }
        if byte >= 0x80 { isPlain = false }
        position += 1
      }
    }
    guard position < bytes.count else { return nil }
    let content = UnsafeBufferPointer(rebasing: bytes[start..<position])
    position += 1
    if isEscaped { return String(validating: Escapes.decode(content), as: UTF8.self) }
    return isPlain
      ? String(decoding: content, as: UTF8.self) : String(validating: content, as: UTF8.self)
  }

  /// Skips an escape; false for those that are left to jansson.
  private mutating func takeEscape() -> Bool {
    guard position + 1 < bytes.count else { return false }
    guard bytes[position + 1] == UInt8(ascii: "u") else {
      let isKnown = Escapes.isCharacter(bytes[position + 1])
      position += 2
      return isKnown
    }
    guard position + 6 <= bytes.count else { return false }
    var unit = 0
    for digit in bytes[position + 2..<position + 6] {
      guard let value = Self.hexadecimal(digit) else { return false }
      unit = unit << 4 | value
    }
    position += 6
    return unit != 0 && !(0xD800..<0xE000).contains(unit)
  }

  private static func hexadecimal(_ digit: UInt8) -> Int? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
      Int(digit | 0x20) - 0x57
    default: nil
    }
  }

  // MARK: - Numbers

  private mutating func number() -> JSON? {
    guard let number = NumberText(bytes, at: position) else { return nil }
    position = number.end
    if number.isWhole { return number.integer.map { .integer($0) } }
    let value = number.double
    return value.isFinite ? .number(value) : Optional.none
  }
}
