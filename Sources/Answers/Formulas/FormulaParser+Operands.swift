/// Powers and what they are powers of: numbers, letters, functions and brackets.
extension FormulaParser {
  /// An operand and all that stands behind it: powers, `!`, per cent and degrees.
  mutating func power() throws(FormulaFailure) -> Node {
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
    if takeCommand("degree") { return true }
    let start = cursor
    guard take("^") else { return false }
    let isBraced = take("{")
    skipSpace()
    if takeCommand("circ"), !isBraced || take("}") { return true }
    cursor = start
    return false
  }

  private func factorial(of value: Polynomial) throws(FormulaFailure) -> Polynomial {
    guard let count = value.integer, (0...33).contains(count) else { throw .unreadable }
    var product = Rational.one
    for factor in 0..<count {
      product = try product.multiplied(by: Rational(small: factor + 1))
    }
    return Polynomial(product)
  }

  private mutating func exponent() throws(FormulaFailure) -> Polynomial {
    skipSpace()
    guard byte != UInt8(ascii: "{") else { return try argument() }
    let sign = try sign() ?? 1
    let value = try operand().value()
    return sign < 0 ? value.negated : value
  }

  /// What a LaTeX command takes: a group in braces, one digit or one operand.
  private mutating func argument() throws(FormulaFailure) -> Polynomial {
    skipSpace()
    if take("{") { return try group().value() }
    if byte.isDigit {
      defer { cursor += 1 }
      return Polynomial(Rational(small: Int(byte) - 0x30))
    }
    return try operand().value()
  }

  /// What stands before a brace that closes.
  private mutating func group() throws(FormulaFailure) -> Node {
    let outer = commaSeparates
    commaSeparates = false
    defer { commaSeparates = outer }
    let inner = try item()
    guard take("}") else { throw .unreadable }
    return inner
  }

  private mutating func operand() throws(FormulaFailure) -> Node {
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

  // MARK: Letters and functions

  private mutating func word() throws(FormulaFailure) -> Node {
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
    let isCall = "fghFGHP".contains(letter) && byte == UInt8(ascii: "(")
    guard !isCall, !byte.isDigit, byte != UInt8(ascii: "'") else { throw .unreadable }
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
    "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom", "{", "lvert", "vert",
  ]

  private mutating func command() throws(FormulaFailure) -> Node {
    let name = commandName()
    if name == "{" {
      cursor += 2
      return .composite(Self.set(try elements(until: "\\}").map(\.form)))
    }
    guard !name.isEmpty, byte(1).isLetter else { throw .unreadable }
    cursor += 1 + name.utf8.count
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac":
      let top = try argument()
      return .expression(try top.multiplied(by: argument().inverse(&work), &work))
    case "binom", "dbinom", "tbinom": return .expression(try binomial(argument(), argument()))
    case "emptyset", "varnothing": return .composite("{}")
    case "begin": return try matrix()
    case "lvert": return try magnitude(until: "\\rvert")
    case "vert": return try magnitude(until: "\\vert")
    case _ where LaTeX.isWrapper(name):
      skipSpace()
      guard take("{") else { throw .unreadable }
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

  private mutating func function(_ name: String) throws(FormulaFailure) -> Polynomial {
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

  private func binomial(_ n: Polynomial, _ k: Polynomial) throws(FormulaFailure) -> Polynomial {
    guard let n = n.integer, let k = k.integer, n <= 200, (0...max(n, 0)).contains(k) else {
      throw .unreadable
    }
    var result = Rational.one
    for step in 0..<min(k, n - k) {
      result = try result.multiplied(by: Rational(Int128(n - step), over: Int128(step + 1)))
    }
    return Polynomial(result)
  }

  // MARK: Brackets

  mutating func elements(until closer: StaticString) throws(FormulaFailure) -> [Node] {
    let outer = commaSeparates
    commaSeparates = true
    defer { commaSeparates = outer }
    let items = try list()
    guard take(closer) else { throw .unreadable }
    return items
  }

  /// Round or square brackets: a tuple, an interval, a list, or around one value just brackets.
  private mutating func brackets() throws(FormulaFailure) -> Node {
    let isRound = byte == UInt8(ascii: "(")
    cursor += 1
    let outer = commaSeparates
    commaSeparates = true
    defer { commaSeparates = outer }
    let items = try list()
    let endsRound = byte == UInt8(ascii: ")")
    guard take(")") || take("]"), !items.isEmpty else { throw .unreadable }
    if items.count == 1 {
      guard isRound == endsRound else { throw .unreadable }
      if isRound || items[0].form.utf8.starts(with: "[[".utf8) { return items[0] }
    }
    let inner = items.map(\.form).joined(separator: ",")
    return .composite((isRound ? "(" : "[") + inner + (endsRound ? ")" : "]"))
  }

  private mutating func braces() throws(FormulaFailure) -> Node {
    cursor += 1
    let items = try elements(until: "}")
    if items.count == 1, case .expression(let value) = items[0] { return .braced(value) }
    return .composite(Self.set(items.map(\.form)))
  }

  private mutating func magnitude(until closer: StaticString) throws(FormulaFailure) -> Node {
    if byte == UInt8(ascii: "|") { cursor += 1 }
    let value = try item().value()
    guard take(closer) else { throw .unreadable }
    return .expression(try magnitude(of: value))
  }

  private func magnitude(of value: Polynomial) throws(FormulaFailure) -> Polynomial {
    if let number = value.rational { return Polynomial(number.magnitude) }
    let isNegative = value.terms.first?.coefficient.isNegative == true
    let inner = isNegative ? value.negated : value
    return Polynomial(Factor(name: "abs(\(inner.form))", exponent: 1))
  }

  /// The rows of `\begin{pmatrix}…\end{pmatrix}` and its like, as a list of lists.
  private mutating func matrix() throws(FormulaFailure) -> Node {
    guard take("{") else { throw .unreadable }
    let name = takeLetters()
    guard Self.matrices.contains(name), take("}") else { throw .unreadable }
    if name == "array" { try skipColumns() }
    var rows: [[String]] = [[]]
    while !takeCommand("end") {
      rows[rows.count - 1].append(try item().form)
      skipSpace()
      if take("\\\\") {
        skipSpace()
        if commandName() != "end" { rows.append([]) }
      } else if !take("&") {
        guard commandName() == "end" else { throw .unreadable }
      }
    }
    guard take("{"), takeLetters() == name, take("}") else { throw .unreadable }
    let lists = rows.map { "[" + $0.joined(separator: ",") + "]" }
    return .composite("[" + lists.joined(separator: ",") + "]")
  }

  private mutating func takeLetters() -> String {
    let start = cursor
    cursor = endOfLetters(cursor)
    return string(start..<cursor)
  }

  private mutating func skipColumns() throws(FormulaFailure) {
    guard take("{") else { throw .unreadable }
    while byte.isLetter || byte == UInt8(ascii: "|") { cursor += 1 }
    guard take("}") else { throw .unreadable }
  }

  private static let matrices: Set<String> = [
    "matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array",
  ]
}
