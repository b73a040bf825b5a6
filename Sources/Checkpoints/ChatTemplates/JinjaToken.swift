/// A part of a template: text, or the tokens between `{{` and `}}` or `{%` and `%}`.
enum JinjaPart: Equatable {
  case text(String)
  case output([JinjaToken])
  case statement([JinjaToken])
}

/// A token of an expression or a statement.
enum JinjaToken: Equatable {
  case name(String)
  case string(String)
  case integer(Int)
  case number(Double)
  case symbol(String)
}
