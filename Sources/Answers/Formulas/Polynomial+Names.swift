/// Which letters a formula has, and what they are worth.
extension Polynomial {
  /// The name, if this is one factor that is a letter or a function of letters and nothing else.
  var singleName: String? {
    guard terms.count == 1, terms[0].coefficient == .one, terms[0].monomial.radicand == 1,
      terms[0].monomial.factors.count == 1, terms[0].monomial.factors[0].exponent == 1
    else { return nil }
    let name = terms[0].monomial.factors[0].name
    return Self.isVariable(name) || Self.isCall(name) ? name : nil
  }

  /// All letters in it that are no constants: those that an equation can be solved for.
  var variables: Set<String> {
    var names: Set<String> = []
    for term in terms {
      for factor in term.monomial.factors { names.formUnion(Self.variables(in: factor.name)) }
    }
    return names
  }

  /// Letters, perhaps with a subscript; not π, e and i, which are numbers.
  static func isVariable(_ name: String) -> Bool {
    variables(in: name) == [name]
  }

  /// A function of letters, as `f(x)`.
  static func isCall(_ name: String) -> Bool {
    guard name.utf8.count >= 4, let open = name.utf8.firstIndex(of: UInt8(ascii: "(")),
      name.utf8.distance(from: name.utf8.startIndex, to: open) == 1, name.utf8.last == 0x29
    else { return false }
    let inner = name[name.index(after: open)...].dropLast()
    return !inner.isEmpty
      && inner.split(separator: ",", omittingEmptySubsequences: false).allSatisfy {
        isVariable(String($0))
      }
  }

  /// Runs of letters with their subscripts that are neither constants nor functions.
  private static func variables(in name: String) -> Set<String> {
    var names: Set<String> = []
    let bytes = Array(name.utf8)
    var cursor = 0
    while cursor < bytes.count {
      guard bytes[cursor].isLetter || bytes[cursor] >= 0x80 else {
        cursor += 1
        continue
      }
      let start = cursor
      while cursor < bytes.count,
        bytes[cursor].isLetter || bytes[cursor].isDigit || bytes[cursor] >= 0x80
          || bytes[cursor] == UInt8(ascii: "_")
      {
        cursor += 1
      }
      let word = String(decoding: bytes[start..<cursor], as: UTF8.self)
      let plain = word.prefix { $0 != "_" }
      let isFunction = FormulaNames.kind(of: String(plain)) == .function
      if !isFunction, !constants.contains(word) { names.insert(word) }
    }
    return names
  }

  private static let constants: Set<String> = ["pi", "e", "i", "deg", "infinity"]

  /// What `name` is worth where this is zero, if this is a·name + c with a constant a that is not
  /// zero, and no other `name` in it.
  /// - Returns: −c/a, and whether a is positive, which is known where a is one term.
  func solved(
    for name: String, _ work: inout Work
  ) throws(FormulaFailure) -> (value: Polynomial, isRising: Bool)? {
    var slope: Term?
    var rest = Polynomial.zero
    for term in terms {
      let isHere = term.monomial.factors.contains {
        $0.name == name || Self.variables(in: $0.name).isSuperset(of: Self.variables(in: name))
      }
      guard isHere else {
        rest = try rest.adding(Polynomial(term.coefficient, term.monomial), &work)
        continue
      }
      guard slope == nil, term.monomial.factors.contains(Factor(name: name, exponent: 1)) else {
        return nil
      }
      slope = term
      slope?.monomial.factors.removeAll { $0.name == name }
    }
    guard let slope else { return nil }
    let factor = Polynomial(slope.coefficient, slope.monomial)
    // The sign of a constant that may be imaginary is not known.
    guard factor.approximation != nil else { return nil }
    let value = try rest.negated.multiplied(by: factor.inverse(&work), &work)
    return (value, !slope.coefficient.isNegative)
  }
}
