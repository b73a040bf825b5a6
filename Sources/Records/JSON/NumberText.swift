/// A number as JSON text writes it.
package struct NumberText {
  /// Whether it is written without point and exponent.
  package private(set) var isWhole = true
  /// Where it ends.
  package private(set) var end: Int

  private let bytes: UnsafeBufferPointer<UInt8>
  private let start: Int
  private var isNegative = false
  private var digits = Digits()
  /// Its value is ±`digits` · 10^`exponent`; nil if that has too many digits itself.
  private var exponent: Int? = 0

  /// Reads the number that begins at a place; nil if none does.
  package init?(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    self.bytes = bytes
    self.start = start
    end = start
    isNegative = next == UInt8(ascii: "-")
    if isNegative { end += 1 }
    let first = next
    var digits = Digits()
    guard takeDigits(&digits), first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
    var places = 0
    if next == UInt8(ascii: ".") {
      end += 1
      isWhole = false
      let whole = digits.count
      guard takeDigits(&digits) else { return nil }
      places = digits.count - whole
    }
    self.digits = digits
    exponent = -places
    if next | 0x20 == UInt8(ascii: "e") {
      end += 1
      isWhole = false
      let isSmall = next == UInt8(ascii: "-")
      if isSmall || next == UInt8(ascii: "+") { end += 1 }
      var power = Digits()
      guard takeDigits(&power) else { return nil }
      exponent = power.count < 5 ? (isSmall ? -1 : 1) * Int(power.value) - places : nil
    }
  }

  /// The nearest double; infinite if it is too large for one.
  package var double: Double {
    if let exponent, let magnitude = digits.scaled(by: exponent) {
      return isNegative ? -magnitude : magnitude
    }
    return Double(String(decoding: bytes[start..<end], as: UTF8.self)) ?? .nan
  }

  /// The value of a whole number of 18 digits at most, nil for anything else.
  package var integer: Int64? {
    guard isWhole, digits.count <= 18 else { return nil }
    return isNegative ? -Int64(digits.value) : Int64(digits.value)
  }

  // MARK: - Digits

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

  /// The byte at the end, 0 behind that of all.
  private var next: UInt8 { end < bytes.count ? bytes[end] : 0 }

  /// Goes on behind digits; false if there is none.
  private mutating func takeDigits(_ digits: inout Digits) -> Bool {
    let start = digits.count
    while case 0x30...0x39 = next {
      digits.value = digits.value &* 10 &+ UInt64(next - 0x30)
      digits.count += 1
      end += 1
    }
    return digits.count > start
  }
}
