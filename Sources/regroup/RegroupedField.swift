import ArgumentParser
import FilterKit
import Records

/// A field that is set, and what to.
struct RegroupedField: Sendable {
  let name: String
  let expression: Expression

  /// Reads `NAME=EXPRESSION`.
  init(_ text: String) throws {
    let name = text.prefix { $0 != "=" }
    guard let first = name.first, !first.isNumber, text.count > name.count,
      name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
    else { throw ValidationError("use NAME=EXPRESSION, such as success=mean(correct)") }
    let known = Schema.sample.first { $0.name == name }
    guard known == nil || known?.type == "number" else {
      throw ValidationError("the field \(name) is not a number: use another name")
    }
    self.name = String(name)
    expression = try Expression(parsing: String(text.dropFirst(name.count + 1)))
  }
}
