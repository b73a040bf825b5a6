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

  /// Adds a row whose members a closure gives in their order.
  package mutating func append(_ build: (inout Row) -> Void) {
    var row = Row()
    build(&row)
    lines.append(contentsOf: row.bytes)
    lines.append(contentsOf: "}\n".utf8)
    count += 1
  }
}

/// A row that is being built: JSON members, new ones and some that are copied byte for byte.
package struct Row: Sendable {
  fileprivate var bytes: [UInt8] = [UInt8(ascii: "{")]

  /// Adds a member.
  package mutating func add(_ key: String, _ value: JSON) {
    begin(key)
    value.write(to: &bytes)
  }

  /// Adds a member with a value as it stands in a record.
  package mutating func add(_ key: String, copying value: Value) {
    begin(key)
    value.write(to: &bytes)
  }

  /// Adds a member whose value is given as JSON text.
  package mutating func add(_ key: String, text: [UInt8]) {
    begin(key)
    bytes.append(contentsOf: text)
  }

  private mutating func begin(_ key: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    JSON.write(key, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
  }
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
