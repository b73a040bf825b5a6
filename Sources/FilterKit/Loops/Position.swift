/// The place of a record in its input.
package struct Position: Sendable {
  package var path: String?
  /// From 1.
  package var line: Int
  /// Of the line's first byte among the raw bytes.
  package var offset: Int

  /// How an error names the place of a record, on one line.
  package func name(id: String?) -> String {
    let place = "line \(line) (byte \(offset)\(id.map { ", id “\($0)”" } ?? ""))"
    return TerminalText.line(path.map { "\($0): \(place)" } ?? place)
  }
}
