import Records

/// Reads expressions by recursive descent, each level binding tighter than the one before.
struct ExpressionParser {
  /// The fields that were named.
  private(set) var paths: [FieldPath] = []
  private var slots = 0
  private var depth = 0
  private static let deepest = 100

  /// Reads `sum = product { ("+" | "-") product }`.
  mutating func sum(_ reader: inout GrammarReader) throws(GrammarError) -> ExpressionNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw reader.error("the expression is nested too deeply") }
    var node = try product(&reader)
    while true {
      if reader.take("+") {
        node = .binary(.plus, node, try product(&reader))
      } else if reader.take("-") {
        node = .binary(.minus, node, try product(&reader))
      } else {
        return node
      }
    }
  }

  /// Reads `product = signed { ("*" | "/") signed }`.
  private mutating func product(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    var node = try signed(&reader)
    while true {
      if reader.take("*") {
        node = .binary(.times, node, try signed(&reader))
      } else if reader.take("/") {
        node = .binary(.over, node, try signed(&reader))
      } else {
        return node
      }
    }
  }

  /// Reads `signed = { "-" | "+" } power`.
  private mutating func signed(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    var isNegative = false
    while true {
      if reader.take("-") { isNegative.toggle() } else if !reader.take("+") { break }
    }
    let node = try power(&reader)
    return isNegative ? .negative(node) : node
  }

  /// Reads `power = value [ "^" signed ]`: -2^2 is -4, and 2^3^2 is 2^9.
  private mutating func power(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    let node = try value(&reader)
    guard reader.take("^") else { return node }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw reader.error("the expression is nested too deeply") }
    return .binary(.power, node, try signed(&reader))
  }

  private mutating func value(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    reader.skipSpace()
    guard let next = reader.next else {
      throw reader.error("expected a number, a field or \"(\"")
    }
    if next == "(" {
      reader.position += 1
      let node = try sumOrCondition(&reader)
      try reader.need(")")
      return node
    }
    if next.isASCII, next.isNumber || next == "." { return .number(try number(&reader)) }
    guard GrammarReader.isOfName(next) || next == "\"" else {
      throw reader.error("expected a number, a field or \"(\"")
    }
    return try named(&reader)
  }

  /// A sum, or a condition, whose truth counts 1 or 0.
  private mutating func sumOrCondition(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    let start = (reader: reader, paths: paths)
    let node = try sum(&reader)
    reader.skipSpace()
    guard let next = reader.next, "=<>!~".contains(next) else { return node }
    reader = start.reader
    let condition = try FieldCondition(&reader, isNested: true)
    paths = start.paths + condition.paths
    return .condition(condition)
  }

  private func number(_ reader: inout GrammarReader) throws(GrammarError) -> Double {
    let start = reader.position
    func skipDigits() {
      while let next = reader.next, next.isASCII, next.isNumber { reader.position += 1 }
    }
    skipDigits()
    if reader.next == "." {
      reader.position += 1
      skipDigits()
    }
    if reader.next == "e" || reader.next == "E" {
      reader.position += 1
      if reader.next == "-" || reader.next == "+" { reader.position += 1 }
      skipDigits()
    }
    let text = String(reader.characters[start..<reader.position])
    let isName = reader.next.map(GrammarReader.isOfName) ?? false
    guard !isName, let number = Double(text), number.isFinite else {
      throw reader.error(
        "expected a number; a name that begins with a digit stands in quotes",
        at: start)
    }
    return number
  }

  // MARK: - Names

  private mutating func named(
    _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    let start = reader.position
    let isQuoted = reader.next == "\""
    let name = try reader.name()
    if !isQuoted, reader.next == "(" {
      reader.position += 1
      let node = try call(name, at: start, &reader)
      try reader.need(")")
      return node
    }
    if !isQuoted, reader.next != ".", let node = Self.constants[name] { return node }
    reader.position = start
    return .field(try field(&reader))
  }

  private static let constants: [String: ExpressionNode] = [
    "true": .number(1), "false": .number(0), "null": .null,
  ]

  private mutating func field(_ reader: inout GrammarReader) throws(GrammarError) -> FieldPath {
    let path = try FieldPath(&reader)
    paths.append(path)
    return path
  }

  /// A function's value; the reader stands behind its parenthesis.
  private mutating func call(
    _ name: String, at start: Int, _ reader: inout GrammarReader
  ) throws(GrammarError) -> ExpressionNode {
    if let function = ExpressionNode.Function(rawValue: name) {
      return .function(function, try sum(&reader))
    }
    switch name {
    case "siblings": return .siblings(try sumOrCondition(&reader))
    case "length":
      reader.skipSpace()
      return .length(try field(&reader))
    case "count":
      reader.skipSpace()
      return over(.count, reader.next == ")" ? .number(1) : try sumOrCondition(&reader))
    default: break
    }
    guard let aggregate = ExpressionNode.Aggregate(rawValue: name) else {
      let hint = NearestName.hint(name, among: Self.functions)
      throw reader.error("no function is called \(name)\(hint)", at: start)
    }
    let first = try sumOrCondition(&reader)
    guard aggregate == .min || aggregate == .max, reader.take(",") else {
      return over(aggregate, first)
    }
    var operands = [first]
    repeat { operands.append(try sumOrCondition(&reader)) } while reader.take(",")
    return aggregate == .min ? .least(operands) : .greatest(operands)
  }

  private mutating func over(
    _ aggregate: ExpressionNode.Aggregate, _ node: ExpressionNode
  ) -> ExpressionNode {
    slots += 1
    return .over(aggregate, node, slot: slots - 1)
  }

  private static let functions = [
    "abs", "count", "exp", "length", "ln", "max", "mean", "min", "rank", "siblings", "sqrt", "sum",
    "variance",
  ]
}
