/// Canonical forms of numbers: two numerals get the same string exactly when their values are equal.
///
/// All arithmetic is on decimal digits or whole numbers, never on floating point, so 12.1 ≠ 12.9 and
/// 2⁵³ + 1 stays itself. A value with a finite decimal expansion is written as a decimal without
/// needless zeros (`72.0` is `72`, `-0` is `0`, `7/2` is `3.5`), any other as a reduced fraction
/// (`2/6` is `1/3`). Equality of canonical strings is an equivalence by construction. Fractions with
/// a part of more than 37 digits are kept unreduced, so among those equal values may differ.
enum ExactNumber {
  /// The value digits · 10^−scale, unsigned.
  struct Decimal {
    /// Decimal digits 0…9, most significant first, without leading zeros; empty is zero.
    var digits: [UInt8]
    /// How many of the digits (with zeros before them where they are too few) follow the point.
    var scale: Int

    var isZero: Bool { digits.isEmpty }
  }

  private static let mostExactDigits = 37

  /// The canonical string of ±`value`.
  static func canonical(_ value: Decimal, negative: Bool) -> String {
    guard !value.isZero else { return "0" }
    var digits = value.digits[...]
    var scale = value.scale
    while scale > 0, digits.last == 0 {
      digits.removeLast()
      scale -= 1
    }
    var text: [UInt8] = negative ? [0x2D] : []
    let whole = digits.count - scale
    if whole > 0 { text += digits.prefix(whole).map { $0 + 0x30 } } else { text.append(0x30) }
    if scale < 0 { text += repeatElement(0x30, count: -scale) }
    if scale > 0 {
      text.append(0x2E)
      if whole < 0 { text += repeatElement(0x30, count: -whole) }
      text += digits.suffix(scale).map { $0 + 0x30 }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The canonical string of ±(`whole` + `numerator` / `denominator`) / 10^`scale`; `nil` for
  /// division by zero.
  static func canonical(
    whole: Decimal? = nil, numerator: Decimal, denominator: Decimal, negative: Bool,
    scale percents: Int = 0
  ) -> String? {
    guard !denominator.isZero else { return nil }
    let scale = max(numerator.scale, denominator.scale)
    let top = shifted(numerator, by: scale)
    let bottom = shifted(denominator, by: scale + (whole == nil ? percents : 0))
    guard let p = integer(top), let q = integer(bottom) else {
      let sign = negative && !numerator.isZero ? "-" : ""
      let parts = [whole.map { canonical($0, negative: false) + " " } ?? "", text(top), "/"]
      return sign + parts.joined() + text(bottom)
    }
    guard let whole else { return canonical(p, q, negative: negative) }
    guard let base = integer(shifted(whole, by: 0)) else { return nil }
    let (product, tooLarge) = base.multipliedReportingOverflow(by: q)
    let (sum, carried) = product.addingReportingOverflow(p)
    let factor = (0..<percents).reduce(UInt128(1)) { power, _ in power * 10 }
    let (hundreds, tooDeep) = q.multipliedReportingOverflow(by: factor)
    guard !tooLarge, !carried, !tooDeep, sum < limit, hundreds < limit else { return nil }
    return canonical(sum, hundreds, negative: negative)
  }

  /// What the parts of a fraction stay below: 10³⁷.
  static let limit: UInt128 = (0..<mostExactDigits).reduce(1) { value, _ in value * 10 }

  /// p/q in lowest terms, as a decimal if the expansion ends; p and q below `limit`.
  static func canonical(_ p: UInt128, _ q: UInt128, negative: Bool) -> String {
    let divisor = greatestCommonDivisor(p, q)
    let (p, q) = (p / divisor, q / divisor)
    var rest = q
    while rest % 2 == 0 { rest /= 2 }
    while rest % 5 == 0 { rest /= 5 }
    guard rest == 1 else { return (negative ? "-" : "") + "\(p)/\(q)" }
    var digits = String(p / q).utf8.map { $0 - 0x30 }
    var remainder = p % q
    var scale = 0
    while remainder > 0 {
      remainder *= 10
      digits.append(UInt8(remainder / q))
      remainder %= q
      scale += 1
    }
    return canonical(
      Decimal(digits: Array(digits.drop { $0 == 0 }), scale: scale), negative: negative)
  }

  private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (a, b) = (a, b)
    while b > 0 { (a, b) = (b, a % b) }
    return a
  }

  /// The digits of value · 10^scale, for a scale that makes it whole.
  private static func shifted(_ value: Decimal, by scale: Int) -> [UInt8] {
    value.isZero ? [] : value.digits + [UInt8](repeating: 0, count: max(0, scale - value.scale))
  }

  private static func integer(_ digits: [UInt8]) -> UInt128? {
    guard digits.count <= mostExactDigits else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt128($1) }
  }

  private static func text(_ digits: [UInt8]) -> String {
    digits.isEmpty ? "0" : String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
  }
}
