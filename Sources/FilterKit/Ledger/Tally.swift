import Records

/// Where the records and samples of a run went.
///
/// Of records `read = passed + dropped + rejected`; of samples
/// `read + added = written + dropped + rejected`. Nothing else loses one.
package struct Tally: Equatable, Sendable {
  /// The counts of records.
  package var records = RecordCounts()
  /// The counts of samples.
  package var samples = SampleCounts()

  /// Counts nothing yet.
  package init() {}

  /// Records by what became of them; `written` counts the lines that went out.
  package struct RecordCounts: Equatable, Sendable {
    package var read = 0
    package var passed = 0
    package var written = 0
    package var rejected = 0
    package var dropped: [String: Int] = [:]
  }

  /// Samples by what became of them.
  package struct SampleCounts: Equatable, Sendable {
    package var read = 0
    package var added = 0
    package var written = 0
    package var rejected = 0
    package var dropped: [String: Int] = [:]
  }

  /// Whether every record and sample is accounted for.
  package var balances: Bool {
    records.read == records.passed + records.rejected + records.dropped.values.reduce(0, +)
      && samples.read + samples.added
        == samples.written + samples.rejected + samples.dropped.values.reduce(0, +)
  }

  /// Adds another tally.
  package static func += (sum: inout Tally, other: Tally) {
    sum.records.read += other.records.read
    sum.records.passed += other.records.passed
    sum.records.written += other.records.written
    sum.records.rejected += other.records.rejected
    sum.records.dropped.merge(other.records.dropped, uniquingKeysWith: +)
    sum.samples.read += other.samples.read
    sum.samples.added += other.samples.added
    sum.samples.written += other.samples.written
    sum.samples.rejected += other.samples.rejected
    sum.samples.dropped.merge(other.samples.dropped, uniquingKeysWith: +)
  }
}

// MARK: - Counting

extension Tally {
  /// Counts what became of a record that was read.
  mutating func count(_ outcome: Outcome, of record: Record) {
    records.read += 1
    samples.read += record.sampleCount
    switch outcome {
    case .pass(let edit), .divide(let edit, _):
      records.passed += 1
      records.written += 1
      samples.added += edit.added
      samples.written += edit.sampleCount
      if edit.dropsSamples { samples.dropped.merge(edit.dropped, uniquingKeysWith: +) }
    case .rows(let rows):
      records.passed += 1
      records.written += rows.count
      samples.written += rows.samples
      samples.dropped.merge(rows.dropped, uniquingKeysWith: +)
      let unused = record.sampleCount - rows.samples - rows.dropped.values.reduce(0, +)
      if unused > 0 { samples.dropped[rows.unused, default: 0] += unused }
    case .drop(let reason, let own):
      drop(record, reason, samples: own)
    case .divert(let reason):
      drop(record, reason, samples: [:])
    }
  }

  private mutating func drop(_ record: Record, _ reason: String, samples own: [String: Int]) {
    records.dropped[reason, default: 0] += 1
    samples.dropped.merge(own, uniquingKeysWith: +)
    let rest = record.sampleCount - own.values.reduce(0, +)
    if rest > 0 { samples.dropped[reason, default: 0] += rest }
  }

  /// Counts a line that is rejected.
  /// - Parameter record: what it holds, nil if it could not even be scanned.
  mutating func countRejection(of record: Record?) {
    records.read += 1
    records.rejected += 1
    samples.read += record?.sampleCount ?? 0
    samples.rejected += record?.sampleCount ?? 0
  }

  /// Counts a record that a filter uses up, or drops for a reason.
  package mutating func countUse(of record: Record, dropped reason: String?) {
    records.read += 1
    samples.read += record.sampleCount
    if record.sampleCount > 0 { samples.dropped["not-used", default: 0] += record.sampleCount }
    if let reason { records.dropped[reason, default: 0] += 1 } else { records.passed += 1 }
  }

  /// Counts a record that a filter makes from nothing.
  package mutating func countMade(samples count: Int) {
    records.written += 1
    samples.added += count
    samples.written += count
  }
}

// MARK: - Showing

extension Tally {
  /// The counts as the trailer and the history hold them.
  package var json: JSON {
    .object([
      JSON.Member(
        "records",
        .object([
          JSON.Member("read", .integer(Int64(records.read))),
          JSON.Member("passed", .integer(Int64(records.passed))),
          JSON.Member("written", .integer(Int64(records.written))),
          JSON.Member("dropped", Self.json(records.dropped)),
          JSON.Member("rejected", .integer(Int64(records.rejected))),
        ])),
      JSON.Member(
        "samples",
        .object([
          JSON.Member("read", .integer(Int64(samples.read))),
          JSON.Member("added", .integer(Int64(samples.added))),
          JSON.Member("written", .integer(Int64(samples.written))),
          JSON.Member("dropped", Self.json(samples.dropped)),
          JSON.Member("rejected", .integer(Int64(samples.rejected))),
        ])),
    ])
  }

  static func json(_ reasons: [String: Int]) -> JSON {
    .object(
      reasons.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .integer(Int64($0.value))) })
  }

  /// One line for a person.
  package var summary: String {
    var parts = ["\(records.read) read", "\(records.written) written"]
    if !records.dropped.isEmpty { parts.append("dropped " + Self.list(records.dropped)) }
    if records.rejected > 0 { parts.append("\(records.rejected) rejected") }
    if samples.read + samples.added > 0 {
      var sampleParts: [String] = []
      if samples.read > 0 { sampleParts.append("\(samples.read) read") }
      if samples.added > 0 { sampleParts.append("\(samples.added) added") }
      sampleParts.append("\(samples.written) written")
      if !samples.dropped.isEmpty { sampleParts.append("dropped " + Self.list(samples.dropped)) }
      if samples.rejected > 0 { sampleParts.append("\(samples.rejected) rejected") }
      parts.append("samples: " + sampleParts.joined(separator: ", "))
    }
    return parts.joined(separator: ", ")
  }

  private static func list(_ reasons: [String: Int]) -> String {
    reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
  }
}
