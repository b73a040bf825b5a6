import Records

/// What a filter makes of one record.
package enum Outcome: Sendable {
  /// It passes, changed or not.
  case pass(RecordEdit)
  /// It becomes rows of another kind, none or several.
  case rows(Rows)
  /// It is dropped. The reason is counted for the record and for its samples, except samples with
  /// reasons of their own.
  case drop(String, samples: [String: Int] = [:])
  /// It goes to the filter's second output instead; the reason is counted.
  case divert(String)
  /// Some of its samples go on, the others to the filter's second output.
  case divide(RecordEdit, rest: RecordEdit)
}

extension Outcome {
  /// Checks that it can be written.
  func check() throws(RecordError) {
    switch self {
    case .pass(let edit): try edit.check()
    case .divide(let edit, let rest):
      try edit.check()
      try rest.check()
    case .rows, .drop, .divert: break
    }
  }

  /// Appends the lines that go out.
  func write(to output: inout [UInt8]) {
    switch self {
    case .pass(let edit), .divide(let edit, _):
      edit.write(to: &output)
      output.append(0x0A)
    case .rows(let rows): output.append(contentsOf: rows.lines)
    case .drop, .divert: break
    }
  }

  /// What goes to the filter's second output, nil if nothing does.
  func diverted(of record: Record) -> RecordEdit? {
    switch self {
    case .divert: RecordEdit(record)
    case .divide(_, let rest): rest
    case .pass, .rows, .drop: nil
    }
  }
}
