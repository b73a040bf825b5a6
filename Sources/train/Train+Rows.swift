import Checkpoints
import Engine
import FilterKit
import Records
import Streams

extension Train {
  /// How records become rows for a model.
  func reading(_ directory: ModelDirectory, _ rendering: Rendering) throws -> RowReading {
    let context = directory.configuration.architecture.context
    guard (maxLength ?? context) <= context else {
      throw Failure(.usage, "--max-length is more than the model's context of \(context) tokens")
    }
    return RowReading(
      loss, settings, prompts: directory.prompts, rendering: rendering,
      longest: maxLength ?? context, excess: tooLong)
  }

  /// Reads all rows to the disk.
  func read(_ loop: RecordLoop, _ reading: RowReading) throws -> TrainingRows {
    let rows = try TrainingRows(
      loss, settings, longest: reading.longest, in: temporaryDirectory)
    try forEachRow(loop, reading) { row, _, _ in try rows.append(row) }
    return rows
  }

  /// Checks all rows and says what was found.
  func check(_ loop: RecordLoop, _ reading: RowReading) throws {
    var contract = RowContract()
    var (rows, tokens, longest) = (0, 0, 0)
    try forEachRow(loop, reading) { row, located, reading in
      rows += 1
      tokens += row.completions.reduce(0) { $0 + row.prompt.count + $1.count }
      longest = max(longest, row.longest)
      try contract.check(
        located.record, line: located.position.line,
        promptIsPrefix: try reading.promptIsPrefix(of: located.record))
    }
    say(
      "\(Self.name): \(rows) rows can be learned from, \(tokens) tokens, at most \(longest) a row")
    if contract.joinedPrompts > 0 {
      say(
        "\(Self.name): warning: \(contract.joinedPrompts) prompts end inside a token of prompt and "
          + "completion together; here both are encoded apart, as when they are sampled")
    }
    for column in contract.emptyColumns {
      say("\(Self.name): warning: the column \(column) holds nothing")
    }
    for finding in contract.findings {
      say(
        "\(Self.name): \(finding.count) rows, first line \(finding.first): \(finding.what)")
    }
    guard contract.findings.isEmpty else {
      throw Failure(.badData, "trainers that read whole columns would not take these rows")
    }
    try checkCount(rows)
  }

  /// Refuses too few rows for an update.
  func checkCount(_ rows: Int) throws(Failure) {
    guard rows > 0 else { throw Failure(.badData, "there is no row to learn from") }
    if loss.kind == .labelled, rows < 2 {
      throw Failure(
        .badData, "kto compares completions of different rows, and there is only one row")
    }
  }

  /// Hands on every row that can be learned from, and accounts for the others.
  private func forEachRow(
    _ loop: RecordLoop, _ reading: RowReading,
    _ body: (StoredRow, LocatedRecord, RowReading) throws -> Void
  ) throws {
    var reading = reading
    while let located = try loop.next() {
      let result: RowReading.Result
      do throws(RecordError) {
        result = try reading.read(located.record)
      } catch {
        try loop.reject(located, error)
        continue
      }
      switch result {
      case .dropped(let reason): loop.sink.tally.countUse(of: located.record, dropped: reason)
      case .row(let row):
        loop.sink.tally.countUse(of: located.record, dropped: nil)
        try body(row, located, reading)
      }
    }
    if reading.cut > 0 { say("\(Self.name): \(reading.cut) rows were cut to the length allowed") }
  }
}
