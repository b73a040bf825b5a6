/// How normal forms are written: so that they read well, and are read again as themselves.
extension Polynomial {
  /// `3*x^2-sqrt(2)*x/2+0.5`: a number has the form that it has alone.
  var form: String {
    if let rational { return rational.form }
    var text = ""
    for term in terms {
      let isNegative = term.coefficient.isNegative
      if isNegative { text += "-" } else if !text.isEmpty { text += "+" }
      text += Self.form(of: term.coefficient.magnitude, term.monomial)
    }
    return text
  }

  private static func form(of coefficient: Rational, _ monomial: Monomial) -> String {
    if monomial.isOne {
      // A long decimal would not be read again within the bounds of a formula.
      let form = coefficient.form
      return form.utf8.count <= 30
        ? form : "\(coefficient.numerator)/\(coefficient.denominator)"
    }
    var above: [String] = []
    if coefficient.numerator != 1 { above.append("\(coefficient.numerator)") }
    if monomial.radicand != 1 { above.append("sqrt(\(monomial.radicand))") }
    var below = coefficient.denominator == 1 ? "" : "/\(coefficient.denominator)"
    for factor in monomial.factors {
      let size = Int(factor.exponent.magnitude)
      let power = size == 1 ? factor.name : "\(factor.name)^\(size)"
      if factor.exponent > 0 {
        above.append(power)
      } else if factor.isSum {
        for _ in 0..<size { below += "/\(factor.name)" }
      } else {
        below += "/\(power)"
      }
    }
    return (above.isEmpty ? "1" : above.joined(separator: "*")) + below
  }
}
