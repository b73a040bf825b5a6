/// The tests that chat templates use.
enum JinjaTests {
  static let names: Set<String> = [
    "defined", "undefined", "none", "string", "mapping", "iterable", "sequence", "number",
    "integer", "float", "boolean", "true", "false", "odd", "even", "equalto", "eq", "ne", "in",
    "callable", "lower", "upper", "sameas", "gt", "lt", "ge", "le", "divisibleby",
  ]

  /// Whether a test is of two values.
  static func takesArgument(_ name: String) -> Bool {
    ["equalto", "eq", "ne", "in", "sameas", "gt", "lt", "ge", "le", "divisibleby"].contains(name)
  }

  static func passes(
    _ value: JinjaValue, _ name: String, _ given: [JinjaValue]
  ) throws(JinjaError) -> Bool {
    switch (name, value) {
    case ("defined", .undefined): return false
    case ("defined", _): return true
    case ("undefined", .undefined), ("none", .none), ("string", .string), ("boolean", .boolean),
      ("integer", .integer), ("number", .integer), ("number", .number),
      ("mapping", .dictionary), ("iterable", .list), ("iterable", .string),
      ("iterable", .dictionary), ("sequence", .list), ("sequence", .string),
      ("sequence", .dictionary), ("float", .number), ("callable", .macro), ("callable", .function),
      ("true", .boolean(true)), ("false", .boolean(false)):
      return true
    case ("odd", .integer(let number)): return number % 2 != 0
    case ("even", .integer(let number)): return number % 2 == 0
    case ("lower", .string(let text)): return text == text.lowercased()
    case ("upper", .string(let text)): return text == text.uppercased()
    case ("gt", _), ("lt", _), ("ge", _), ("le", _):
      let signs = ["gt": ">", "lt": "<", "ge": ">=", "le": "<="]
      let result = try JinjaArithmetic.result(signs[name] ?? "", value, given.first ?? .none)
      guard let result else {
        throw JinjaError("the chat template compares \(value.kind) with no number")
      }
      return result.isTrue
    case ("divisibleby", _):
      let rest = try JinjaArithmetic.result("%", value, given.first ?? .none)
      return rest?.double == 0
    case ("equalto", _), ("eq", _), ("sameas", _): return value.equals(given.first ?? .none)
    case ("ne", _): return !value.equals(given.first ?? .none)
    case ("in", _): return try JinjaMethods.contains(given.first ?? .none, value)
    default: return false
    }
  }
}
