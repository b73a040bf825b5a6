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

  /// Adds a row whose members a closure adds in their order.
  package mutating func append(_ addMembers: (inout JSONObjectWriter) -> Void) {
    JSONObjectWriter.write(to: &lines, addMembers)
    lines.append(0x0A)
    count += 1
  }
}
