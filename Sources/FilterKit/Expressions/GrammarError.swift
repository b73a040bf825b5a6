/// What is wrong with a path, a condition or an expression, and where.
package struct GrammarError: Error, Equatable, CustomStringConvertible {
  /// The text that was read.
  package let text: String
  /// The place of the wrong character, counted from 1; one more than the length for the end.
  package let character: Int
  /// What is wrong there.
  package let reason: String

  package var description: String {
    let place = Array(text).dropFirst(character - 1).first
    return place.map { "character \(character) (\($0)): \(reason)" } ?? "at the end: \(reason)"
  }
}
