/// Quotients, powers and roots.
extension Polynomial {
  /// 1 / this: single terms and sums of two roots (1/(1+√2) = √2−1) exactly, other sums as a factor
  /// below the bar.
  func inverse(_ work: inout Work) throws(FormulaFailure) -> Polynomial {
    guard let first = terms.first else { throw .unreadable }
    if terms.count == 1 { return try Self.inverse(of: first) }
    if terms.count == 2, terms.allSatisfy({ $0.monomial.factors.isEmpty }) {
      let other = Polynomial(terms[1].coefficient, terms[1].monomial)
      let conjugate = try Polynomial(first.coefficient, first.monomial)
        .adding(other.negated, &work)
      let norm = try multiplied(by: conjugate, &work)
      guard let norm = norm.rational, !norm.isZero else { throw .unreadable }
      return try conjugate.scaled(by: norm.inverse())
    }
    let common = try commonMonomial(&work)
    let rest = try multiplied(by: Self.inverse(of: common), &work)
    let plain = try rest.primitive
    guard let scale = rest.terms.first?.coefficient, let unit = plain.terms.first?.coefficient
    else { throw .unreadable }
    let quotient = try unit.multiplied(by: scale.inverse())
    let sum = Factor(name: "(\(plain.form))", exponent: -1, isSum: true)
    return try Polynomial(sum).multiplied(by: Self.inverse(of: common), &work)
      .scaled(by: quotient)
  }

  private static func inverse(of term: Term) throws(FormulaFailure) -> Polynomial {
    var monomial = term.monomial
    for index in monomial.factors.indices {
      // What stood below the bar comes up only multiplied out.
      guard !monomial.factors[index].isSum else { throw .unreadable }
      monomial.factors[index].exponent.negate()
    }
    let root = try Rational(monomial.radicand)
    return Polynomial(
      try term.coefficient.multiplied(by: root).inverse(), monomial)
  }

  /// The factors that all terms share, each with its least exponent.
  private func commonMonomial(_ work: inout Work) throws(FormulaFailure) -> Term {
    var common = terms.first?.monomial.factors.filter { !$0.isSum } ?? []
    for term in terms.dropFirst() {
      try work.spend(common.count + 1)
      common = common.compactMap { factor in
        guard let match = term.monomial.factors.first(where: { $0.name == factor.name }) else {
          return factor.exponent < 0 ? factor : nil
        }
        return Factor(name: factor.name, exponent: min(factor.exponent, match.exponent))
      }
    }
    return Term(coefficient: .one, monomial: Monomial(factors: common))
  }

  /// This to the power of another formula.
  func raised(to power: Polynomial, _ work: inout Work) throws(FormulaFailure) -> Polynomial {
    guard let exponent = power.rational else { return try symbolic(power) }
    if let whole = exponent.integer { return try raised(to: whole, &work) }
    guard let degree = Int(exactly: exponent.denominator), degree <= 12,
      let count = Int(exactly: exponent.numerator)
    else { return try symbolic(power) }
    return try root(degree, &work).raised(to: count, &work)
  }

  private func raised(to exponent: Int, _ work: inout Work) throws(FormulaFailure) -> Polynomial {
    guard !terms.isEmpty || exponent > 0 else { throw .unreadable }
    if terms.count == 1 {
      do {
        return try Self.power(of: terms[0], exponent)
      } catch .unreadable where rational != nil {
        return try symbolic(Polynomial(Rational(small: exponent)))
      }
    }
    guard exponent.magnitude <= 1000 else { throw .unreadable }
    var result = Polynomial.one
    for _ in 0..<exponent.magnitude { result = try result.multiplied(by: self, &work) }
    return exponent < 0 ? try result.inverse(&work) : result
  }

  private static func power(of term: Term, _ exponent: Int) throws(FormulaFailure) -> Polynomial {
    if exponent < 0 {
      let inverse = try inverse(of: term)
      return try power(of: inverse.terms[0], -exponent)
    }
    var monomial = term.monomial
    for index in monomial.factors.indices {
      let (product, overflow) = monomial.factors[index].exponent
        .multipliedReportingOverflow(by: exponent)
      guard !overflow, product.magnitude <= 1_000_000 else { throw .unreadable }
      monomial.factors[index].exponent = product
    }
    if exponent == 0 { monomial.factors = [] }
    var coefficient = try term.coefficient.raised(to: exponent)
    coefficient = try coefficient.multiplied(
      by: Rational(monomial.radicand).raised(to: exponent / 2))
    if exponent % 2 == 0 { monomial.radicand = 1 }
    return Polynomial(coefficient, monomial)
  }

  /// A power that is not worked out, as a factor.
  private func symbolic(_ power: Polynomial) throws(FormulaFailure) -> Polynomial {
    guard !terms.isEmpty else { throw .unreadable }
    if rational == .one { return .one }
    return Polynomial(
      Factor(name: "(\(Self.operand(form))^\(Self.operand(power.form)))", exponent: 1))
  }

  /// A form that is one operand, in brackets where it needs them.
  private static func operand(_ form: String) -> String {
    form.utf8.allSatisfy { $0.isDigit || $0.isLetter } ? form : "(\(form))"
  }

  // MARK: Roots

  /// The root of a degree of at least 2; of negative numbers, an odd one is real.
  func root(_ degree: Int, _ work: inout Work) throws(FormulaFailure) -> Polynomial {
    if degree == 2 { return try squareRoot(&work) }
    guard let value = rational else {
      return Polynomial(Factor(name: "root(\(degree),\(form))", exponent: 1))
    }
    if value.isNegative {
      guard degree % 2 == 1 else { throw .unreadable }
      return try negated.root(degree, &work).negated
    }
    if let top = Root.whole(degree, of: value.numerator),
      let bottom = Root.whole(degree, of: value.denominator)
    {
      return Polynomial(try Rational(top, over: bottom))
    }
    return Polynomial(Factor(name: "root(\(degree),\(form))", exponent: 1))
  }

  /// √(c·P) = √c·√P for a positive number c; √−1 is a factor of its own.
  private func squareRoot(_ work: inout Work) throws(FormulaFailure) -> Polynomial {
    if terms.isEmpty { return .zero }
    let number = if let rational { rational } else { try content }
    let value = number.magnitude
    let product = try Rational.product(value.numerator, value.denominator)
    let (outside, inside) = try Root.square(of: product, &work)
    var monomial = Monomial(radicand: inside)
    if rational == nil {
      let rest = try scaled(by: number.inverse())
      monomial.factors = [Factor(name: "sqrt(\(rest.form))", exponent: 1)]
    } else if number.isNegative {
      monomial.factors = [Factor(name: "sqrt(-1)", exponent: 1)]
    }
    return Polynomial(try Rational(outside, over: value.denominator), monomial)
  }
}
