/// Why a text is not a JSON value.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// What jansson says.
  package var reason: String
  /// Where, in bytes from the start.
  package var offset: Int

  package var description: String { "\(reason) at byte \(offset)" }
}
