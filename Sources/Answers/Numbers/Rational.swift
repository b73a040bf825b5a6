/// Why a formula has no normal form of its own.
enum FormulaFailure: Error {
  /// It is not understood as a whole, or a number in it is too long: it is compared as text.
  case unreadable
  /// The work that one answer may take is used up: it is undecided.
  case exhausted
}

/// The work that one answer may take, counted in steps and not by a clock, so that every machine
/// gives up on the same answers.
struct Work {
  private var left = 20_000
  /// How deep brackets may be nested.
  static let mostDepth = 64

  mutating func spend(_ steps: Int = 1) throws(FormulaFailure) {
    left -= steps
    guard left > 0 else { throw .exhausted }
  }
}

/// An exact fraction in lowest terms, the denominator positive, both parts below 10³⁷.
struct Rational: Equatable {
  let numerator: Int128
  let denominator: Int128

  static let zero = Rational(small: 0)
  static let one = Rational(small: 1)

  init(small value: Int) {
    numerator = Int128(value)
    denominator = 1
  }

  init(_ numerator: Int128, over denominator: Int128 = 1) throws(FormulaFailure) {
    guard denominator != 0, numerator != .min, denominator != .min else { throw .unreadable }
    let divisor = Self.greatestCommonDivisor(numerator, denominator)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
    guard self.numerator.magnitude < ExactNumber.limit,
      self.denominator.magnitude < ExactNumber.limit
    else { throw .unreadable }
  }

  var isZero: Bool { numerator == 0 }
  var isNegative: Bool { numerator < 0 }
  var negated: Rational { Rational(unchecked: -numerator, denominator) }
  var magnitude: Rational { isNegative ? negated : self }
  /// The value if it is a whole number that `Int` holds.
  var integer: Int? { denominator == 1 ? Int(exactly: numerator) : nil }

  private init(unchecked numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  func adding(_ other: Rational) throws(FormulaFailure) -> Rational {
    let divisor = Self.greatestCommonDivisor(denominator, other.denominator)
    let left = try Self.product(numerator, other.denominator / divisor)
    let right = try Self.product(other.numerator, denominator / divisor)
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw .unreadable }
    return try Rational(sum, over: Self.product(denominator / divisor, other.denominator))
  }

  func multiplied(by other: Rational) throws(FormulaFailure) -> Rational {
    let first = try Rational(numerator, over: other.denominator)
    let second = try Rational(other.numerator, over: denominator)
    return try Rational(
      Self.product(first.numerator, second.numerator),
      over: Self.product(first.denominator, second.denominator))
  }

  func inverse() throws(FormulaFailure) -> Rational { try Rational(denominator, over: numerator) }

  /// The power with a whole exponent, negative ones included.
  func raised(to exponent: Int) throws(FormulaFailure) -> Rational {
    if exponent < 0 { return try inverse().raised(to: -exponent) }
    guard magnitude != .one, !isZero else {
      return exponent % 2 == 0 && isNegative || exponent == 0 ? .one : self
    }
    guard exponent <= 128 else { throw .unreadable }
    var result = Rational.one
    for _ in 0..<exponent { result = try result.multiplied(by: self) }
    return result
  }

  /// The normal form of the number, as of one that stands in a text.
  var form: String {
    ExactNumber.canonical(
      numerator.magnitude, denominator.magnitude, negative: isNegative)
  }

  static func product(_ a: Int128, _ b: Int128) throws(FormulaFailure) -> Int128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw .unreadable }
    return product
  }

  /// The greatest common divisor of the magnitudes; 1 if both are zero.
  static func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a.magnitude, b.magnitude)
    while b > 0 { (a, b) = (b, a % b) }
    return a == 0 ? 1 : Int128(a)
  }
}

/// Roots of whole numbers.
enum Root {
  /// √`value` = `outside` · √`inside`, without square factors inside as far as the primes below 1000 and a
  /// whole root of what remains tell.
  static func square(
    of value: Int128, _ work: inout Work
  ) throws(FormulaFailure) -> (outside: Int128, inside: Int128) {
    var (outside, inside, rest): (Int128, Int128, Int128) = (1, 1, value)
    var prime: Int128 = 2
    while prime * prime <= rest, prime < 1000 {
      var count = 0
      while rest % prime == 0 {
        rest /= prime
        count += 1
      }
      for _ in 0..<count / 2 { outside = try Rational.product(outside, prime) }
      if count % 2 == 1 { inside = try Rational.product(inside, prime) }
      prime += prime == 2 ? 1 : 2
    }
    try work.spend(Int(prime) / 16 + 1)
    if let whole = whole(2, of: rest) { return (try Rational.product(outside, whole), inside) }
    return (outside, try Rational.product(inside, rest))
  }

  /// The whole number whose power with `exponent` is `value` ≥ 0, if there is one.
  static func whole(_ exponent: Int, of value: Int128) -> Int128? {
    var (low, high): (Int128, Int128) = (0, 1)
    while compare(high, exponent, value) < 0 { high *= 2 }
    while low <= high {
      let middle = (low + high) / 2
      let order = compare(middle, exponent, value)
      if order == 0 { return middle }
      if order < 0 { low = middle + 1 } else { high = middle - 1 }
    }
    return nil
  }

  /// The sign of `base`^`exponent` − `value`.
  private static func compare(_ base: Int128, _ exponent: Int, _ value: Int128) -> Int {
    var power: Int128 = 1
    for _ in 0..<exponent {
      let (product, overflow) = power.multipliedReportingOverflow(by: base)
      if overflow || product > value { return 1 }
      power = product
      if power == 0 { break }
      if power == 1, base == 1 { break }
    }
    return power == value ? 0 : power < value ? -1 : 1
  }
}
