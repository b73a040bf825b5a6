/// Reads usual JSON text into a tree, some three times as fast as by way of jansson's.
///
/// What is rare or wrong it does not read: jansson then says what it is. That are numbers that no
/// `Int64` or double holds, escaped zeros and surrogates, text that is not UTF-8, keys that are
/// there twice, and values nested deeper than `mostNested`.
struct JSONReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var nesting = 0

  private static let mostNested = 256
  /// From here on a table looks for keys that are there twice.
  private static let fewMembers = 16

  /// The one value of a text, nil if jansson is to be asked.
  static func value(of bytes: UnsafeRawBufferPointer) -> JSON? {
    var reader = JSONReader(bytes: bytes.bindMemory(to: UInt8.self))
    guard let value = reader.value() else { return nil }
    reader.skipSpace()
    // Without Optional's name `nil` would be the value null, here and below.
    return reader.position == bytes.count ? value : Optional.none
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The byte at the position, 0 behind the end.
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

  /// Goes on behind an escape; false for those that jansson is asked about.
  private mutating func takeEscape() -> Bool {
    guard position + 1 < bytes.count else { return false }
    guard bytes[position + 1] == UInt8(ascii: "u") else {
      let isKnown = #""\/bfnrt"#.utf8.contains(bytes[position + 1])
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
    let start = position
    let isNegative = next == UInt8(ascii: "-")
    if isNegative { position += 1 }
    var digits = Digits()
    let first = next
    guard takeDigits(&digits), first != 0x30 || digits.count == 1 else { return nil }
    var exponent = 0
    var isWhole = true
    if next == UInt8(ascii: ".") {
      position += 1
      isWhole = false
      let whole = digits.count
      guard takeDigits(&digits) else { return nil }
      exponent = whole - digits.count
    }
    if next | 0x20 == UInt8(ascii: "e") {
      position += 1
      isWhole = false
      let isSmall = next == UInt8(ascii: "-")
      if isSmall || next == UInt8(ascii: "+") { position += 1 }
      var power = Digits()
      guard takeDigits(&power), power.count < 5 else { return nil }
      exponent += isSmall ? -Int(power.value) : Int(power.value)
    }
    if isWhole {
      guard digits.count <= 18 else { return nil }
      return .integer(isNegative ? -Int64(digits.value) : Int64(digits.value))
    }
    if let magnitude = digits.scaled(by: exponent) {
      return .number(isNegative ? -magnitude : magnitude)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return nil }
    return .number(value)
  }

  /// Digits in a row; `value` is right for 18 of them.
  private struct Digits {
    var value: UInt64 = 0
    var count = 0

    /// value · 10^exponent, nil where one operation on doubles would not round it right (Clinger).
    func scaled(by exponent: Int) -> Double? {
      guard count <= 18, value < 1 << 53, exponent.magnitude <= 22 else { return nil }
      let power = Self.powers[Int(exponent.magnitude)]
      return exponent < 0 ? Double(value) / power : Double(value) * power
    }

    private static let powers: [Double] = [
      1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
      1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
  }

  /// Goes on behind digits; false if there is none.
  private mutating func takeDigits(_ digits: inout Digits) -> Bool {
    let start = digits.count
    while case 0x30...0x39 = next {
      digits.value = digits.value &* 10 &+ UInt64(next - 0x30)
      digits.count += 1
      position += 1
    }
    return digits.count > start
  }
}
