import ArgumentParser
import Records

/// A variable that a user sets for chat templates.
package struct TemplateVariable: ExpressibleByArgument, Sendable {
  /// Its name and its value.
  package let member: JSON.Member

  /// Reads `NAME=VALUE`; a value that is no JSON is a text.
  package init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = parts[0].first, !first.isNumber,
      parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else { return nil }
    let value = String(parts[1])
    member = JSON.Member(String(parts[0]), (try? JSON(parsing: value)) ?? .string(value))
  }
}
