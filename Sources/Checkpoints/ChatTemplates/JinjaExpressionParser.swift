/// Reads the tokens of a tag; the order of operators is Jinja's.
struct JinjaExpressionParser {
  private let tokens: [JinjaToken]
  private var place = 0
  private var nesting = 0

  init(_ tokens: [JinjaToken]) { self.tokens = tokens }

  // MARK: - Tokens

  var next: JinjaToken? { place < tokens.count ? tokens[place] : nil }
  var isAtEnd: Bool { place == tokens.count }

  func problem(_ what: String) -> JinjaError {
    JinjaError("the chat template's tag \(tokens.map(\.text).joined(separator: " ")): \(what)")
  }

  mutating func skip(_ token: JinjaToken) -> Bool {
    guard next == token else { return false }
    place += 1
    return true
  }

  mutating func expect(_ token: JinjaToken) throws(JinjaError) {
    guard skip(token) else { throw problem("\"\(token.text)\" is missing") }
  }

  mutating func name() throws(JinjaError) -> String {
    guard case .name(let name) = next else { throw problem("a name is missing") }
    place += 1
    return name
  }

  func checkEnd() throws(JinjaError) {
    if let next { throw problem("\"\(next.text)\" cannot be used here") }
  }

  // MARK: - Expressions

  /// Refuses expressions within expressions without end.
  private mutating func nest<Value>(
    _ inner: (inout JinjaExpressionParser) throws(JinjaError) -> Value
  ) throws(JinjaError) -> Value {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= JinjaLimits.nesting else {
      throw JinjaError("the chat template nests more than \(JinjaLimits.nesting) expressions")
    }
    return try inner(&self)
  }

  mutating func expression() throws(JinjaError) -> JinjaExpression {
    try nest { parser throws(JinjaError) in try parser.whole() }
  }

  private mutating func whole() throws(JinjaError) -> JinjaExpression {
    let value = try either()
    guard skip(.name("if")) else { return value }
    let condition = try either()
    let otherwise = skip(.name("else")) ? try expression() : nil
    return .choice(value, condition: condition, otherwise: otherwise)
  }

  /// The source of a loop, behind which an `if` has another meaning.
  mutating func either() throws(JinjaError) -> JinjaExpression {
    var left = try both()
    while skip(.name("or")) { left = .binary("or", left, try both()) }
    return left
  }

  private mutating func both() throws(JinjaError) -> JinjaExpression {
    var left = try negation()
    while skip(.name("and")) { left = .binary("and", left, try negation()) }
    return left
  }

  private mutating func negation() throws(JinjaError) -> JinjaExpression {
    guard skip(.name("not")) else { return try comparison() }
    return .unary("not", try nest { parser throws(JinjaError) in try parser.negation() })
  }

  private mutating func comparison() throws(JinjaError) -> JinjaExpression {
    var left = try binary(["+", "-"], Self.concatenation)
    while true {
      if skip(.name("in")) {
        left = .binary("in", left, try binary(["+", "-"], Self.concatenation))
      } else if next == .name("not"), place + 1 < tokens.count, tokens[place + 1] == .name("in") {
        place += 2
        left = .unary("not", .binary("in", left, try binary(["+", "-"], Self.concatenation)))
      } else if let symbol = symbol(of: ["==", "!=", "<", ">", "<=", ">="]) {
        left = .binary(symbol, left, try binary(["+", "-"], Self.concatenation))
      } else {
        return left
      }
    }
  }

  private static func concatenation(
    _ parser: inout JinjaExpressionParser
  ) throws(JinjaError) -> JinjaExpression {
    try parser.binary(["~"]) { parser throws(JinjaError) in
      try parser.binary(["*", "/", "//", "%"]) { parser throws(JinjaError) in
        try parser.unary(filtered: true)
      }
    }
  }

  private mutating func symbol(of symbols: [String]) -> String? {
    guard case .symbol(let symbol) = next, symbols.contains(symbol) else { return nil }
    place += 1
    return symbol
  }

  /// Operators of one rank, from left to right.
  private mutating func binary(
    _ symbols: [String],
    _ operand: (inout JinjaExpressionParser) throws(JinjaError) -> JinjaExpression
  ) throws(JinjaError) -> JinjaExpression {
    var left = try operand(&self)
    while let symbol = symbol(of: symbols) { left = .binary(symbol, left, try operand(&self)) }
    return left
  }

  private mutating func unary(filtered: Bool) throws(JinjaError) -> JinjaExpression {
    var value: JinjaExpression
    if let sign = symbol(of: ["-", "+"]) {
      value = .unary(
        sign, try nest { parser throws(JinjaError) in try parser.unary(filtered: false) })
    } else {
      value = try postfix(try primary())
      if skip(.symbol("**")) {
        value = .binary(
          "**", value, try nest { parser throws(JinjaError) in try parser.unary(filtered: false) })
      }
    }
    while filtered {
      if skip(.symbol("|")) {
        let name = try name()
        guard JinjaFilters.names.contains(name) else {
          throw problem("the filter \"\(name)\" cannot be used")
        }
        value = .filter(value, name, next == .symbol("(") ? try arguments() : [])
      } else if skip(.name("is")) {
        value = try test(value)
      } else if next == .symbol("(") {
        value = .call(value, try arguments())
      } else {
        break
      }
    }
    return value
  }

  private mutating func test(_ value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
    let isNegated = skip(.name("not"))
    let name = try name()
    guard JinjaTests.names.contains(name) else {
      throw problem("the test \"\(name)\" cannot be used")
    }
    var given: [JinjaArgument] = []
    if next == .symbol("(") {
      given = try arguments()
    } else if JinjaTests.takesArgument(name) {
      given = [JinjaArgument(name: nil, value: try unary(filtered: false))]
    }
    let test = JinjaExpression.test(value, name, given)
    return isNegated ? .unary("not", test) : test
  }

  private mutating func primary() throws(JinjaError) -> JinjaExpression {
    guard let token = next else { throw problem("it ends too early") }
    place += 1
    switch token {
    case .string(var text):
      while case .string(let more) = next {
        text += more
        place += 1
      }
      return .constant(.string(text))
    case .integer(let number): return .constant(.integer(number))
    case .number(let number): return .constant(.number(number))
    case .name("true"), .name("True"): return .constant(.boolean(true))
    case .name("false"), .name("False"): return .constant(.boolean(false))
    case .name("none"), .name("None"): return .constant(.none)
    case .name(let name): return .name(name)
    case .symbol("("):
      return try parenthesis()
    case .symbol("["):
      var items: [JinjaExpression] = []
      while !skip(.symbol("]")) {
        items.append(try expression())
        if !skip(.symbol(",")), next != .symbol("]") { throw problem("a \"]\" is missing") }
      }
      return .list(items)
    case .symbol("{"):
      var pairs: [(key: JinjaExpression, value: JinjaExpression)] = []
      while !skip(.symbol("}")) {
        let key = try expression()
        try expect(.symbol(":"))
        pairs.append((key, try expression()))
        if !skip(.symbol(",")), next != .symbol("}") { throw problem("a \"}\" is missing") }
      }
      return .dictionary(pairs)
    case .symbol: throw problem("\"\(token.text)\" cannot be used here")
    }
  }

  /// What stands behind an opening parenthesis: an expression, or a tuple.
  private mutating func parenthesis() throws(JinjaError) -> JinjaExpression {
    if skip(.symbol(")")) { return .list([]) }
    var items = [try expression()]
    var isTuple = false
    while skip(.symbol(",")) {
      isTuple = true
      if next == .symbol(")") { break }
      items.append(try expression())
    }
    try expect(.symbol(")"))
    return isTuple ? .list(items) : items[0]
  }

  private mutating func postfix(_ start: JinjaExpression) throws(JinjaError) -> JinjaExpression {
    var value = start
    while true {
      if skip(.symbol(".")) {
        value = .member(value, .constant(.string(try name())))
      } else if skip(.symbol("[")) {
        value = try subscripted(value)
      } else if next == .symbol("(") {
        value = .call(value, try arguments())
      } else {
        return value
      }
    }
  }

  private mutating func subscripted(_ value: JinjaExpression) throws(JinjaError) -> JinjaExpression
  {
    var parts: [JinjaExpression?] = [nil]
    while !skip(.symbol("]")) {
      if skip(.symbol(":")) {
        parts.append(nil)
      } else {
        parts[parts.count - 1] = try expression()
      }
    }
    if parts.count == 1, let index = parts[0] { return .member(value, index) }
    guard (2...3).contains(parts.count) else { throw problem("a subscript is no range") }
    return .slice(value, from: parts[0], to: parts[1], by: parts.count == 3 ? parts[2] : nil)
  }

  mutating func arguments() throws(JinjaError) -> [JinjaArgument] {
    try expect(.symbol("("))
    var arguments: [JinjaArgument] = []
    while !skip(.symbol(")")) {
      var name: String?
      if case .name(let key) = next, place + 1 < tokens.count, tokens[place + 1] == .symbol("=") {
        name = key
        place += 2
      }
      arguments.append(JinjaArgument(name: name, value: try expression()))
      if !skip(.symbol(",")), next != .symbol(")") { throw problem("a \")\" is missing") }
    }
    return arguments
  }
}

extension JinjaToken {
  /// As a template would have it.
  var text: String {
    switch self {
    case .name(let text), .symbol(let text): text
    case .string(let text): "'\(text)'"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    }
  }
}
