/// Powers and what they are powers of: numbers, letters, functions and brackets.
extension FormulaParser {
  /// An operand and all that stands behind it: powers, `!`, per cent and degrees.
  mutating func power() throws(FormulaFailure) -> FormulaNode {
    try work.spend()
    skipSpace()
    let base = try operand()
    guard isAtSuffix else { return base }
    var value = try base.value()
    while true {
      if skipDegree() {
        let degree = Polynomial(Factor(name: "deg", exponent: 1))
        value = try value.multiplied(by: degree, &work)
      } else if take("^") || take("**") {
        value = try value.raised(to: exponent(), &work)
        guard byte != UInt8(ascii: "^") else { throw .unreadable }
      } else if byte == UInt8(ascii: "!"), byte(1) != UInt8(ascii: "=") {
        cursor += 1
        value = try factorial(of: value)
      } else if take("\\%") || take("%") {
        value = try value.scaled(by: Rational(1, over: 100))
      } else {
        guard byte != UInt8(ascii: "'") else { throw .unreadable }
        return .expression(value)
      }
    }
  }

  private var isAtSuffix: Bool {
    switch byte {
    case UInt8(ascii: "^"), UInt8(ascii: "!"), UInt8(ascii: "%"), UInt8(ascii: "'"): true
    case UInt8(ascii: "*"): byte(1) == UInt8(ascii: "*")
    case 0x5C: byte(1) == UInt8(ascii: "%") || commandName() == "degree"
    default: false
    }
  }

  /// `^\circ`, `^{\circ}` or `\degree`.
  private mutating func skipDegree() -> Bool {
    if takeCommand("degree") {
      skipScale()
      return true
    }
    let start = cursor
    guard take("^") else { return false }
    let isBraced = take("{")
    skipSpace()
    if takeCommand("circ"), !isBraced || take("}") {
      skipScale()
      return true
    }
    cursor = start
    return false
  }

  /// The C or F behind the sign of a degree.
  private mutating func skipScale() {
    let start = cursor
    skipSpace()
    let isWrapped = LaTeX.isWrapper(commandName())
    if isWrapped {
      cursor += 1 + commandName().utf8.count
      _ = take("{")
    }
    if byte == UInt8(ascii: "C") || byte == UInt8(ascii: "F"), !byte(1).isLetter {
      cursor += 1
      if !isWrapped || take("}") { return }
    }
    cursor = start
  }

  private func factorial(of value: Polynomial) throws(FormulaFailure) -> Polynomial {
    guard let count = value.integer, (0...33).contains(count) else { throw .unreadable }
    var product = Rational.one
    for factor in 0..<count {
      product = try product.multiplied(by: Rational(small: factor + 1))
    }
    return Polynomial(product)
  }

  mutating func exponent() throws(FormulaFailure) -> Polynomial {
    skipSpace()
    guard byte != UInt8(ascii: "{") else { return try argument() }
    let sign = try sign() ?? 1
    let value = try operand().value()
    return sign < 0 ? value.negated : value
  }

  /// What a LaTeX command takes: a group in braces, one digit or one operand.
  mutating func argument() throws(FormulaFailure) -> Polynomial {
    skipSpace()
    if take("{") { return try group().value() }
    if byte.isDigit {
      defer { cursor += 1 }
      hasNumber = true
      return Polynomial(Rational(small: Int(byte) - 0x30))
    }
    return try operand().value()
  }

  /// What stands before a brace that closes.
  mutating func group() throws(FormulaFailure) -> FormulaNode {
    let outer = commaSeparates
    commaSeparates = false
    defer { commaSeparates = outer }
    let inner = try item()
    guard take("}") else { throw .unreadable }
    return inner
  }

  mutating func operand() throws(FormulaFailure) -> FormulaNode {
    switch byte {
    case _ where byte.isDigit, UInt8(ascii: ".") where byte(1).isDigit: try number()
    case _ where byte.isLetter: try word()
    case 0x5C: try command()
    case UInt8(ascii: "("), UInt8(ascii: "["): try brackets()
    case UInt8(ascii: "{"): try braces()
    case UInt8(ascii: "|"): try magnitude(until: "|")
    default: throw .unreadable
    }
  }
}
