/// Constants in an order, as far as it is known.
struct Constant: Equatable {
  let value: Polynomial
  /// Close to the value; exact comparisons go by forms and rationals.
  let approximation: Double

  /// `nil` if the formula is no constant of numbers, roots, π and e.
  init?(_ value: Polynomial) {
    guard let approximation = value.approximation, approximation.isFinite else { return nil }
    self.value = value
    self.approximation = approximation
  }

  /// −1, 0 or 1; `nil` where the approximations are too close to tell.
  func order(to other: Constant) -> Int? {
    if value == other.value { return 0 }
    if let left = value.rational, let right = other.value.rational {
      guard let difference = try? left.adding(right.negated) else { return nil }
      return difference.isNegative ? -1 : 1
    }
    let scale = max(1, approximation.magnitude, other.approximation.magnitude)
    let difference = approximation - other.approximation
    return difference.magnitude > 1e-9 * scale ? (difference < 0 ? -1 : 1) : nil
  }
}

extension Polynomial {
  /// The value as a floating-point number, if it is made of numbers, square roots, π and e.
  var approximation: Double? {
    var sum = 0.0
    for term in terms {
      var product =
        Double(term.coefficient.numerator) / Double(term.coefficient.denominator)
        * Double(term.monomial.radicand).squareRoot()
      for factor in term.monomial.factors {
        let base: Double
        switch factor.name {
        case "pi": base = .pi
        case "e": base = 2.718281828459045
        default: return nil
        }
        guard factor.exponent.magnitude <= 1000 else { return nil }
        for _ in 0..<factor.exponent.magnitude {
          product = factor.exponent > 0 ? product * base : product / base
        }
      }
      sum += product
    }
    return sum
  }
}
