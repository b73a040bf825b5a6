/// A set of characters, quick for ASCII.
struct CharacterSet: Sendable {
  /// Members below 0x80; inversion and case are worked in.
  private var ascii: (low: UInt64, high: UInt64) = (0, 0)
  private var ranges: [ClosedRange<UInt32>] = []
  private var classes: [(kind: CharacterClass, isInverted: Bool)] = []
  private var ignoresCase = false
  private var isInverted = false

  init() {}

  init(_ scalar: Unicode.Scalar) { insert(scalar.value...scalar.value) }

  init(_ kind: CharacterClass, isInverted: Bool = false) {
    insert(kind, isInverted: isInverted)
  }

  /// All but a newline.
  static let notNewline: CharacterSet = {
    var set = CharacterSet("\n")
    set.invert()
    return set
  }()

  mutating func insert(_ range: ClosedRange<UInt32>) {
    var value = range.lowerBound
    while value < 0x80, value <= range.upperBound {
      setASCII(value)
      value += 1
    }
    if range.upperBound >= 0x80 { ranges.append(max(range.lowerBound, 0x80)...range.upperBound) }
  }

  mutating func insert(_ kind: CharacterClass, isInverted: Bool) {
    for value in UInt32(0)..<0x80
    where kind.contains(Unicode.Scalar(UInt8(value))) != isInverted {
      setASCII(value)
    }
    classes.append((kind, isInverted))
  }

  mutating func invert() {
    ascii = (~ascii.low, ~ascii.high)
    isInverted.toggle()
  }

  /// With both cases of every letter that it has in one; asked for before `invert`.
  mutating func ignoreCase() {
    ignoresCase = true
    for letter in UInt32(0x41)...0x5A where hasASCII(letter) || hasASCII(letter | 0x20) {
      setASCII(letter)
      setASCII(letter | 0x20)
    }
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 { return hasASCII(scalar.value) }
    if has(scalar) { return !isInverted }
    guard ignoresCase else { return isInverted }
    let cases = [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping]
    let other = cases.contains { mapping in
      mapping.unicodeScalars.count == 1 && mapping.unicodeScalars.contains(where: has)
    }
    return other != isInverted
  }

  /// The bytes with which a member's UTF-8 may begin.
  var firstBytes: ByteSet {
    var bytes = ByteSet((UInt8(0)..<0x80).filter { hasASCII(UInt32($0)) })
    if isInverted || !ranges.isEmpty || !classes.isEmpty {
      for byte in UInt8(0x80)...0xFF { bytes.insert(byte) }
    }
    return bytes
  }

  private func has(_ scalar: Unicode.Scalar) -> Bool {
    ranges.contains { $0.contains(scalar.value) }
      || classes.contains { $0.kind.contains(scalar) != $0.isInverted }
  }

  private func hasASCII(_ value: UInt32) -> Bool {
    value < 64 ? ascii.low >> UInt64(value) & 1 == 1 : ascii.high >> UInt64(value - 64) & 1 == 1
  }

  private mutating func setASCII(_ value: UInt32) {
    if value < 64 { ascii.low |= 1 << UInt64(value) } else { ascii.high |= 1 << UInt64(value - 64) }
  }
}
