/// Reads the parts of a template as statements.
struct JinjaParser {
  private let parts: [JinjaPart]
  private var place = 0
  private var nesting = 0

  /// The statements of a whole template.
  static func statements(of template: String) throws(JinjaError) -> [JinjaStatement] {
    var parser = JinjaParser(parts: try JinjaLexer(template).parts)
    let (statements, end) = try parser.block(until: [])
    if let end { throw JinjaError("the chat template has \"\(end)\" without its beginning") }
    return statements
  }

  private init(parts: [JinjaPart]) { self.parts = parts }

  /// Statements up to a tag that ends them, whose parser stays behind its name.
  private mutating func block(
    until ends: [String]
  ) throws(JinjaError) -> ([JinjaStatement], end: String?) {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= JinjaLimits.nesting else {
      throw JinjaError("the chat template nests more than \(JinjaLimits.nesting) blocks")
    }
    var statements: [JinjaStatement] = []
    while place < parts.count {
      switch parts[place] {
      case .text(let text):
        statements.append(.text(text))
        place += 1
      case .output(let tokens):
        var parser = JinjaExpressionParser(tokens)
        statements.append(.output(try parser.expression()))
        try parser.checkEnd()
        place += 1
      case .statement(let tokens):
        var parser = JinjaExpressionParser(tokens)
        let name = try parser.name()
        if ends.contains(name) { return (statements, name) }
        place += 1
        statements += try statement(name, &parser)
      }
    }
    guard ends.isEmpty else { throw JinjaError("the chat template lacks an \"\(ends[0])\"") }
    return (statements, nil)
  }

  /// The tag that ended a block, behind its name.
  private mutating func ending() throws(JinjaError) -> JinjaExpressionParser {
    guard case .statement(let tokens) = parts[place] else {
      throw JinjaError("a block of the chat template does not end with a tag")
    }
    place += 1
    var parser = JinjaExpressionParser(tokens)
    _ = try parser.name()
    return parser
  }

  private mutating func body(until end: String) throws(JinjaError) -> [JinjaStatement] {
    let (body, _) = try block(until: [end])
    let parser = try ending()
    try parser.checkEnd()
    return body
  }

  private mutating func statement(
    _ name: String, _ parser: inout JinjaExpressionParser
  ) throws(JinjaError) -> [JinjaStatement] {
    switch name {
    case "set": return [try set(&parser)]
    case "if": return [try branch(&parser)]
    case "for": return [try loop(&parser)]
    case "macro": return [try macro(&parser)]
    case "break": return [.leave]
    case "continue": return [.skip]
    case "generation": return [.generation(try body(until: "endgeneration"))]
    default: throw parser.problem("\"\(name)\" cannot be used")
    }
  }

  private mutating func set(_ parser: inout JinjaExpressionParser) throws(JinjaError)
    -> JinjaStatement
  {
    let name = try parser.name()
    let attribute = parser.skip(.symbol(".")) ? try parser.name() : nil
    if parser.isAtEnd, attribute == nil { return .capture(name, try body(until: "endset")) }
    try parser.expect(.symbol("="))
    let value = try parser.expression()
    try parser.checkEnd()
    return .set(name, attribute: attribute, value)
  }

  private mutating func branch(_ first: inout JinjaExpressionParser) throws(JinjaError)
    -> JinjaStatement
  {
    var branches: [(condition: JinjaExpression?, body: [JinjaStatement])] = []
    var condition: JinjaExpression? = try first.expression()
    try first.checkEnd()
    while true {
      let (body, end) = try block(until: ["endif", "elif", "else"])
      branches.append((condition, body))
      var parser = try ending()
      condition = end == "elif" ? try parser.expression() : nil
      try parser.checkEnd()
      if end == "endif" { return .branch(branches) }
    }
  }

  private mutating func loop(_ parser: inout JinjaExpressionParser) throws(JinjaError)
    -> JinjaStatement
  {
    var names = [try parser.name()]
    while parser.skip(.symbol(",")) { names.append(try parser.name()) }
    try parser.expect(.name("in"))
    let source = try parser.either()
    let condition = parser.skip(.name("if")) ? try parser.expression() : nil
    try parser.checkEnd()
    let (statements, end) = try block(until: ["endfor", "else"])
    _ = try ending()
    return .loop(
      JinjaLoop(
        names: names, source: source, condition: condition, body: statements,
        otherwise: end == "else" ? try body(until: "endfor") : []))
  }

  private mutating func macro(_ parser: inout JinjaExpressionParser) throws(JinjaError)
    -> JinjaStatement
  {
    let name = try parser.name()
    try parser.expect(.symbol("("))
    var parameters: [(name: String, value: JinjaExpression?)] = []
    while !parser.skip(.symbol(")")) {
      let parameter = try parser.name()
      parameters.append((parameter, parser.skip(.symbol("=")) ? try parser.expression() : nil))
      _ = parser.skip(.symbol(","))
    }
    try parser.checkEnd()
    return .macro(
      JinjaMacro(name: name, parameters: parameters, body: try body(until: "endmacro")))
  }
}
