import Records

/// Lines that are made of a record.
package struct Rows: Sendable {
  /// The lines, each with its newline.
  package private(set) var lines: [UInt8] = []
  /// How many lines.
  package private(set) var count = 0
  /// How many of the record's samples are in them.
  package var samples = 0
  /// Why other samples are in none, for the ledger.
  package private(set) var dropped: [String: Int] = [:]
  /// Why those are in none that have no reason of their own.
  package var unused: String

  /// No rows yet.
  package init(unused: String) { self.unused = unused }

  /// Counts a sample that is in no row.
  package mutating func drop(_ reason: String) { dropped[reason, default: 0] += 1 }

  /// What becomes of a record without rows: it is dropped for the reason of most of its samples.
  /// - Parameter reason: the reason if no sample has one.
  package func dropped(or reason: String) -> Outcome {
    let most = dropped.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    return .drop(most ?? reason, samples: dropped)
  }

  /// Adds a row whose members a closure adds in their order.
  package mutating func append(_ addMembers: (inout JSONObjectWriter) -> Void) {
    JSONObjectWriter.write(to: &lines, addMembers)
    lines.append(0x0A)
    count += 1
  }
}
