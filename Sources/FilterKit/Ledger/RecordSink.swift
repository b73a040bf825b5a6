import Records
import Streams

/// The output side of a run: the stream, the rejects, the counts and the summary on stderr.
package final class RecordSink {
  private let description: RunDescription
  /// Looks for the named fields in the records that are read.
  let watch: FieldWatch
  private let writer: StreamWriter
  private let rejects: StreamWriter?
  private let rejectLimit: RejectLimit
  private let isQuiet: Bool
  /// Whether a reader may be waiting for the output.
  private let isWatched: Bool
  private let started = Moment.now
  private var lastShown = 0.0
  /// What became of the records so far.
  package var tally = Tally()
  /// Further results of the run, for the history and for the summary.
  private var notes: [JSON.Member] = []
  private var remarks: [String] = []
  /// The histories of all inputs of the output.
  package var history = History()

  /// Opens the output.
  package init(
    _ description: RunDescription, writing: WritingOptions, running: RunningOptions,
    reading: ReadingOptions? = nil
  ) throws {
    self.description = description
    watch = FieldWatch(description.fields)
    isQuiet = running.quiet
    rejectLimit = reading?.maxRejects ?? .count(0)
    let file = try writing.open()
    isWatched = !file.isRegularFile
    rejects = try reading?.rejects.map { path in
      try StreamWriter(try OutputFile(path: path), form: .chain(level: 3), threads: 1)
    }
    writer = try StreamWriter(file, form: writing.form(for: file), threads: running.threads)
  }

  /// Adds a member to the history's entry of this run, and a part to the summary.
  package func note(_ key: String, _ value: JSON?, summary: String?) {
    if let value { notes.append(JSON.Member(key, value)) }
    if let summary { remarks.append(summary) }
  }

  /// Writes whole lines.
  package func write(_ lines: [UInt8]) throws { try writer.append(lines[...]) }

  /// Flushes what was written, unless it goes to a file.
  package func show() throws {
    if isWatched { try writer.flush() }
  }

  /// Flushes what was written, at most every 20 ms.
  package func showNowAndThen() throws {
    let now = Moment.now
    guard now - lastShown > 0.02 else { return }
    lastShown = now
    try show()
  }

  /// Writes a bad line to the rejects, or ends the run.
  func reject(_ rejection: Rejection, at position: Position) throws {
    guard let rejects else {
      throw Failure(.badData, "\(position.name(id: rejection.id)): \(rejection.reason)")
    }
    let text = String(validating: rejection.raw, as: UTF8.self)
    let row = JSON.object([
      JSON.Member("line", .integer(Int64(position.line))),
      JSON.Member("offset", .integer(Int64(position.offset))),
      JSON.Member("id", rejection.id.map { .string($0) } ?? .null),
      JSON.Member("reason", .string(rejection.reason)),
      text.map { JSON.Member("raw", .string($0)) }
        ?? JSON.Member("raw_base64", .string(Base64.encode(rejection.raw))),
    ])
    try rejects.append(Array((row.text + "\n").utf8)[...])
    if case .count = rejectLimit { try checkRejectLimit() }
  }

  private func checkRejectLimit() throws {
    let counts = tally.records
    if rejectLimit.isExceeded(rejected: counts.rejected, read: counts.read) {
      try finishRejects()
      throw Failure(
        .badData,
        "\(counts.rejected) of \(counts.read) lines are bad, more than --max-rejects \(rejectLimit)"
      )
    }
  }

  /// Writes the trailer, moves the file to its place and prints the summary.
  package func finish() throws {
    try close()
    try commit()
  }

  /// Writes what is left, and the trailer.
  package func close() throws {
    try checkRejectLimit()
    precondition(tally.balances, "the ledger does not balance: \(tally.summary)")
    history.close(with: entry)
    try finishRejects()
    try writer.finish(trailer: trailer)
  }

  /// Moves a closed file to its place and prints the summary.
  package func commit() throws {
    try writer.commit()
    if tally.records.rejected > 0 {
      say("\(description.filter): warning: \(tally.records.rejected) bad lines went to --rejects")
    }
    for complaint in complaints { say("\(description.filter): warning: \(complaint)") }
    if !isQuiet {
      let seconds = Moment.now - started
      let parts = [tally.summary] + remarks + [Self.format(seconds: seconds)]
      say("\(description.filter): \(parts.joined(separator: "; "))")
    }
  }

  /// What was named and found nowhere, else what was asked for and never held.
  private var complaints: [String] {
    let unseen = watch.complaints
    return unseen.isEmpty ? description.selection?.complaints ?? [] : unseen
  }

  /// Ends without a trailer, so that the output is visibly incomplete.
  package func abandon() {
    rejects?.abandon()
    writer.abandon()
  }

  private func finishRejects() throws {
    guard let rejects else { return }
    try rejects.finish(trailer: trailer)
    try rejects.commit()
  }

  private func trailer(_ totals: Totals) -> [UInt8] {
    Trailer(totals: totals, ledger: tally.json, history: history.entries).bytes
  }

  /// The history as it will be written, this run's entry last; for files beside the stream.
  package var historyWithThisRun: [JSON] {
    var history = history
    history.close(with: entry)
    return history.entries
  }

  /// This run's entry, without its inputs.
  private var entry: [JSON.Member] {
    let counts = tally.records
    return [
      JSON.Member("filter", .string(description.filter)),
      JSON.Member("version", .string(packageVersion)),
      JSON.Member("arguments", .array(CommandLine.arguments.dropFirst().map { .string($0) })),
    ] + description.details + notes + [
      JSON.Member("read", .integer(Int64(counts.read))),
      JSON.Member("passed", .integer(Int64(counts.passed))),
      JSON.Member("written", .integer(Int64(counts.written))),
      JSON.Member("dropped", Tally.json(counts.dropped)),
      JSON.Member("rejected", .integer(Int64(counts.rejected))),
      JSON.Member("samples", tally.json["samples"] ?? .null),
      JSON.Member("seconds", .number((Moment.now - started).rounded(toPlaces: 3))),
    ]
  }

  // MARK: - Time

  static func format(seconds: Double) -> String {
    if seconds < 60 { return "\(seconds.rounded(toPlaces: 1)) s" }
    let whole = Int(seconds)
    let rest = whole % 60
    if whole < 3600 { return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest) min" }
    let minutes = whole / 60 % 60
    return "\(whole / 3600):\(minutes < 10 ? "0" : "")\(minutes) h"
  }
}

extension Double {
  /// Rounded to a number of decimal places.
  func rounded(toPlaces places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    return (self * scale).rounded() / scale
  }
}
