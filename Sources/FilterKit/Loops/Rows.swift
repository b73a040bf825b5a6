import Records

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
