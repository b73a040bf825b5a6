/// An expression of a chat template.
indirect enum JinjaExpression {
  case constant(JinjaValue)
  case name(String)
  case list([JinjaExpression])
  case dictionary([(key: JinjaExpression, value: JinjaExpression)])
  case member(JinjaExpression, JinjaExpression)
  case slice(JinjaExpression, from: JinjaExpression?, to: JinjaExpression?, by: JinjaExpression?)
  case call(JinjaExpression, [JinjaArgument])
  case filter(JinjaExpression, String, [JinjaArgument])
  case test(JinjaExpression, String, [JinjaArgument])
  case unary(String, JinjaExpression)
  case binary(String, JinjaExpression, JinjaExpression)
  case choice(JinjaExpression, condition: JinjaExpression, otherwise: JinjaExpression?)
}

/// What a function is called with, by its place or its name.
struct JinjaArgument {
  let name: String?
  let value: JinjaExpression
}

/// What a chat template does.
indirect enum JinjaStatement {
  case text(String)
  case output(JinjaExpression)
  /// `set name = …` or `set namespace.attribute = …`.
  case set(String, attribute: String?, JinjaExpression)
  /// `set name` to what the statements print.
  case capture(String, [JinjaStatement])
  /// The first body whose condition is true; an `else` has none.
  case branch([(condition: JinjaExpression?, body: [JinjaStatement])])
  case loop(JinjaLoop)
  case macro(JinjaMacro)
  /// What the assistant says.
  case generation([JinjaStatement])
  case leave
  case skip
}

/// A `for`.
struct JinjaLoop {
  let names: [String]
  let source: JinjaExpression
  let condition: JinjaExpression?
  let body: [JinjaStatement]
  let otherwise: [JinjaStatement]
}

/// A `macro`.
struct JinjaMacro {
  let name: String
  let parameters: [(name: String, value: JinjaExpression?)]
  let body: [JinjaStatement]
}
