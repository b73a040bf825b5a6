import Records

/// What a filter makes of one record.
package enum Outcome: Sendable {
  /// It goes on, changed or not.
  case pass(RecordEdit)
  /// It becomes rows of another kind, none or several.
  case rows(Rows)
  /// It ends here; the reason is counted, for its samples too but for those with reasons of their
  /// own.
  case drop(String, samples: [String: Int] = [:])
  /// It goes to the filter's second output instead; the reason is counted.
  case divert(String)
}

extension Outcome {
  /// Makes sure that it can be written.
  func check() throws(RecordError) {
    if case .pass(let edit) = self { try edit.check() }
  }

  /// Appends the lines that go out.
  func write(to output: inout [UInt8]) {
    switch self {
    case .pass(let edit):
      edit.write(to: &output)
      output.append(0x0A)
    case .rows(let rows): output.append(contentsOf: rows.lines)
    case .drop, .divert: break
    }
  }
}
