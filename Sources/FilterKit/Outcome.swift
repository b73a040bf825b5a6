import Records

/// What a filter makes of one record.
package enum Outcome: Sendable {
  /// It goes on, changed or not.
  case pass(RecordEdit)
  /// It becomes rows of another kind, none or several.
  case rows(Rows)
  /// It ends here; the reason is counted.
  case drop(String)
  /// It goes to the filter's second output instead; the reason is counted.
  case divert(String)
}

/// Lines that are made of a record.
package struct Rows: Sendable {
  /// The lines, each with its newline.
  package private(set) var lines: [UInt8] = []
  /// How many lines.
  package private(set) var count = 0
  /// How many of the record's samples are in them.
  package var samples = 0
  /// Why the other samples are in none, for the ledger.
  package var unused: String

  /// No rows yet.
  package init(unused: String) { self.unused = unused }

  /// Adds a row.
  package mutating func append(_ row: JSON) {
    row.write(to: &lines)
    lines.append(0x0A)
    count += 1
  }
}

extension Outcome {
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
