/// Letters, commands and functions.
extension FormulaParser {
  mutating func word() throws(FormulaFailure) -> FormulaNode {
    let end = endOfLetters(cursor)
    let run = string(cursor..<end)
    switch FormulaNames.kind(of: run) {
    case .function?:
      cursor = end
      return .expression(try function(run))
    case .infinity?:
      cursor = end
      return .infinity(isNegative: false)
    case .symbol?:
      cursor = end
      return .expression(try symbol(run))
    case nil: break
    }
    guard end - cursor == 1 || (hasEvidence && end - cursor <= 3) else { throw .unreadable }
    let letter = string(cursor..<cursor + 1)
    cursor += 1
    // What a function of unknown name gives is not a product.
    if "fghFGHP".contains(letter), byte == UInt8(ascii: "(") {
      cursor += 1
      let arguments = try elements(until: ")").map(\.form)
      let name = letter + "(" + arguments.joined(separator: ",") + ")"
      return .expression(Polynomial(Factor(name: name, exponent: 1)))
    }
    guard !byte.isDigit, byte != UInt8(ascii: "'") else { throw .unreadable }
    return .expression(try symbol(letter))
  }

  private mutating func symbol(_ name: String) throws(FormulaFailure) -> Polynomial {
    Polynomial(Factor(name: try name + subscriptText(), exponent: 1))
  }

  /// `_1`, `_{12}`, with the underscore, or nothing.
  private mutating func subscriptText() throws(FormulaFailure) -> String {
    guard take("_") else { return "" }
    let isBraced = take("{")
    let start = cursor
    while byte.isDigit || byte.isLetter { cursor += 1 }
    let name = string(start..<cursor)
    guard !name.isEmpty, !isBraced || take("}") else { throw .unreadable }
    return "_" + name
  }

  func startsOperand(_ command: String) -> Bool {
    FormulaNames.kind(of: command) != nil || Self.operandCommands.contains(command)
      || LaTeX.isWrapper(command)
  }

  private static let operandCommands: Set<String> = [
    "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom", "{", "lvert", "vert", "mathbb",
  ]

  mutating func command() throws(FormulaFailure) -> FormulaNode {
    let name = commandName()
    if name == "{" {
      cursor += 2
      if let built = try conditions() { return built }
      return Self.collected(try elements(until: "\\}"))
    }
    guard !name.isEmpty, byte(1).isLetter else { throw .unreadable }
    cursor += 1 + name.utf8.count
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac":
      let top = try argument()
      return .expression(try top.multiplied(by: argument().inverse(&work), &work))
    case "binom", "dbinom", "tbinom": return .expression(try binomial(argument(), argument()))
    case "emptyset", "varnothing": return .set([])
    case "mathbb": return try numberSet()
    case "begin": return try matrix()
    case "lvert": return try magnitude(until: "\\rvert")
    case "vert": return try magnitude(until: "\\vert")
    case _ where LaTeX.isWrapper(name):
      skipSpace()
      guard take("{") else { throw .unreadable }
      // A word stays a word: `\text{odd}` is no product.
      skipSpace()
      let end = endOfLetters(cursor)
      guard end - cursor < 2 || FormulaNames.kind(of: string(cursor..<end)) != nil else {
        throw .unreadable
      }
      return try group()
    default: break
    }
    switch FormulaNames.kind(of: name) {
    case .function?: return .expression(try function(name))
    case .infinity?: return .infinity(isNegative: false)
    case .symbol?: return .expression(try symbol(name))
    case nil: throw .unreadable
    }
  }

  mutating func function(_ name: String) throws(FormulaFailure) -> Polynomial {
    skipSpace()
    if name == "sqrt" { return try squareRoot() }
    if name == "root" {
      let parts = try callArguments(2)
      guard let degree = parts[0].integer, (3...12).contains(degree) else { throw .unreadable }
      return try parts[1].root(degree, &work)
    }
    let base = try subscriptText()
    skipSpace()
    let power = take("^") ? try exponent() : .one
    skipSpace()
    let argument = try functionArgument()
    let value: Polynomial
    switch name {
    case "exp":
      value = try Polynomial(Factor(name: "e", exponent: 1)).raised(to: argument, &work)
    case "abs": value = try magnitude(of: argument)
    default: value = Polynomial(Factor(name: "\(name)\(base)(\(argument.form))", exponent: 1))
    }
    return try value.raised(to: power, &work)
  }

  private mutating func functionArgument() throws(FormulaFailure) -> Polynomial {
    if byte == UInt8(ascii: "(") || byte == UInt8(ascii: "[") { return try operand().value() }
    if take("{") { return try group().value() }
    var product = try power().value()
    while true {
      skipSpace()
      let isLetter =
        byte.isLetter && FormulaNames.kind(of: string(cursor..<endOfLetters(cursor))) == nil
      guard isLetter || FormulaNames.kind(of: commandName()) == .symbol else { return product }
      product = try product.multiplied(by: power().value(), &work)
    }
  }

  private mutating func squareRoot() throws(FormulaFailure) -> Polynomial {
    guard take("[") else {
      let isNumber = byte.isDigit
      return try (isNumber ? number().value() : argument()).root(2, &work)
    }
    let degree = try item().value()
    guard take("]"), let degree = degree.integer, (2...12).contains(degree) else {
      throw .unreadable
    }
    return try argument().root(degree, &work)
  }

  private mutating func callArguments(_ count: Int) throws(FormulaFailure) -> [Polynomial] {
    guard take("(") else { throw .unreadable }
    var values: [Polynomial] = []
    for element in try elements(until: ")") { values.append(try element.value()) }
    guard values.count == count else { throw .unreadable }
    return values
  }

  func binomial(_ n: Polynomial, _ k: Polynomial) throws(FormulaFailure) -> Polynomial {
    guard let n = n.integer, let k = k.integer, n <= 200, (0...max(n, 0)).contains(k) else {
      throw .unreadable
    }
    var result = Rational.one
    for step in 0..<min(k, n - k) {
      result = try result.multiplied(by: Rational(Int128(n - step), over: Int128(step + 1)))
    }
    return Polynomial(result)
  }
}
