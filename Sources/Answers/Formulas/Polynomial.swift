/// A power of something that is not taken apart: a variable, π, a function's value, a root.
struct Factor: Equatable {
  /// How it is written, and read again as the same factor: `x`, `pi`, `sin(x)`, `(2^x)`.
  let name: String
  /// Never 0; negative below the fraction bar.
  var exponent: Int
  /// Whether it is a sum; such a one stands below the bar only, for above it sums are multiplied out.
  var isSum = false
}

/// A product of factors and of the square root of a whole number.
struct Monomial: Equatable {
  /// Whole, positive and without square factors; 1 where there is no root.
  var radicand: Int128 = 1
  /// Sorted by name, each name once.
  var factors: [Factor] = []

  static let one = Monomial()

  var isOne: Bool { radicand == 1 && factors.isEmpty }
  private var degree: Int { factors.reduce(0) { $0 + $1.exponent } }

  /// The order in which terms are written: by falling degree, then by name.
  static func precedes(_ a: Monomial, _ b: Monomial) -> Bool {
    if a.degree != b.degree { return a.degree > b.degree }
    for (left, right) in zip(a.factors, b.factors) where left != right {
      return left.name == right.name ? left.exponent > right.exponent : left.name < right.name
    }
    if a.factors.count != b.factors.count { return a.factors.count > b.factors.count }
    return a.radicand < b.radicand
  }

  /// The product, and the whole number that comes out of the roots: √6 · √10 = 2√15.
  func multiplied(
    by other: Monomial
  ) throws(FormulaFailure) -> (monomial: Monomial, coefficient: Int128) {
    let common = Rational.greatestCommonDivisor(radicand, other.radicand)
    var result = Monomial()
    result.radicand = try Rational.product(radicand / common, other.radicand / common)
    var (left, right) = (factors[...], other.factors[...])
    while let a = left.first, let b = right.first {
      if a.name == b.name {
        let sum = a.exponent + b.exponent
        if sum != 0 { result.factors.append(Factor(name: a.name, exponent: sum, isSum: a.isSum)) }
        left.removeFirst()
        right.removeFirst()
      } else if a.name < b.name {
        result.factors.append(left.removeFirst())
      } else {
        result.factors.append(right.removeFirst())
      }
    }
    result.factors += left + right
    return (result, common)
  }
}

/// A sum of monomials with rational coefficients, in one form: multiplied out, like terms collected, sorted.
///
/// Two formulas with equal forms are equal for all values of their variables. The converse holds for
/// polynomials with square roots; quotients of sums and values of functions are not simplified, so
/// equal values may have several forms there.
struct Polynomial: Equatable {
  struct Term: Equatable {
    var coefficient: Rational
    var monomial: Monomial
  }

  /// In the order of `Monomial.precedes`, no coefficient zero.
  let terms: [Term]

  static let zero = Polynomial(terms: [])
  static let one = Polynomial(.one)

  private init(terms: [Term]) { self.terms = terms }

  init(_ value: Rational) {
    terms = value.isZero ? [] : [Term(coefficient: value, monomial: .one)]
  }

  init(_ factor: Factor) {
    terms = [Term(coefficient: .one, monomial: Monomial(factors: [factor]))]
  }

  init(_ coefficient: Rational, _ monomial: Monomial) {
    terms = coefficient.isZero ? [] : [Term(coefficient: coefficient, monomial: monomial)]
  }

  /// The value if there is nothing but a number.
  var rational: Rational? {
    if terms.isEmpty { return .zero }
    return terms.count == 1 && terms[0].monomial.isOne ? terms[0].coefficient : nil
  }

  /// The number if it is whole and `Int` holds it.
  var integer: Int? { rational?.integer }

  var negated: Polynomial {
    Polynomial(
      terms: terms.map { Term(coefficient: $0.coefficient.negated, monomial: $0.monomial) })
  }

  func adding(_ other: Polynomial, _ work: inout Work) throws(FormulaFailure) -> Polynomial {
    try work.spend(terms.count + other.terms.count)
    return try Self.collect(terms + other.terms)
  }

  func multiplied(by other: Polynomial, _ work: inout Work) throws(FormulaFailure) -> Polynomial {
    try work.spend(terms.count * other.terms.count)
    var products: [Term] = []
    for left in terms {
      for right in other.terms {
        let (monomial, number) = try left.monomial.multiplied(by: right.monomial)
        let coefficient = try left.coefficient.multiplied(by: right.coefficient)
          .multiplied(by: Rational(number))
        products.append(Term(coefficient: coefficient, monomial: monomial))
      }
    }
    return try Self.collect(products)
  }

  func scaled(by factor: Rational) throws(FormulaFailure) -> Polynomial {
    var scaled: [Term] = []
    for term in terms {
      scaled.append(
        Term(
          coefficient: try term.coefficient.multiplied(by: factor), monomial: term.monomial))
    }
    return Polynomial(terms: factor.isZero ? [] : scaled)
  }

  private static func collect(_ terms: [Term]) throws(FormulaFailure) -> Polynomial {
    var collected: [Term] = []
    for term in terms.sorted(by: { Monomial.precedes($0.monomial, $1.monomial) }) {
      if let last = collected.last, last.monomial == term.monomial {
        let sum = try last.coefficient.adding(term.coefficient)
        collected[collected.count - 1].coefficient = sum
      } else {
        collected.append(term)
      }
    }
    return Polynomial(terms: collected.filter { !$0.coefficient.isZero })
  }

  /// Without a factor that every term has once; `nil` if one has it not.
  func divided(byAll name: String) -> Polynomial? {
    let factor = Factor(name: name, exponent: 1)
    guard !terms.isEmpty, terms.allSatisfy({ $0.monomial.factors.contains(factor) }) else {
      return nil
    }
    return Polynomial(
      terms: terms.map { term in
        var term = term
        term.monomial.factors.removeAll { $0 == factor }
        return term
      })
  }

  /// The positive number that leaves whole coefficients without a common divisor; 1 for zero.
  var content: Rational {
    get throws(FormulaFailure) {
      var top: Int128 = 0
      var bottom: Int128 = 1
      for term in terms {
        let (p, q) = (term.coefficient.numerator, term.coefficient.denominator)
        top = top == 0 ? Int128(p.magnitude) : Rational.greatestCommonDivisor(top, p)
        bottom = try Rational.product(
          bottom / Rational.greatestCommonDivisor(bottom, q), q)
      }
      return top == 0 ? .one : try Rational(top, over: bottom)
    }
  }

  /// Without factors that change no equation: whole coefficients without a common divisor, the first
  /// positive.
  var primitive: Polynomial {
    get throws(FormulaFailure) {
      let scaled = try scaled(by: content.inverse())
      return scaled.terms.first?.coefficient.isNegative == true ? scaled.negated : scaled
    }
  }
}
