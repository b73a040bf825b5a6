import Records

/// What is known of a record that metrics are computed from: a problem with samples, or a row to
/// train on.
struct RecordFacts {
  let problem: ProblemFacts?
  let row: RowFacts?

  /// Reads a record.
  /// - Parameter hash: that of its id.
  init(_ record: Record, hash: UInt64, scores: CritiqueScores) throws(RecordError) {
    row = try record.value("samples") == nil ? try RowFacts(record) : nil
    problem = row == nil ? try ProblemFacts(record, hash: hash, scores: scores) : nil
  }

  /// The texts of samples, or of a row's completions.
  var texts: [String] { problem?.samples.compactMap(\.text) ?? row?.texts ?? [] }

  /// The texts that are compared with each other.
  var kept: [String] { row?.kept ?? texts }
}
