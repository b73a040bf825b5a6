import FilterKit
import Records
import Streams

/// Shows what is different about two streams: the records that changed, those that only one has,
/// and counts.
package struct StreamDifference {
  private let page: TerminalPage
  private let names: [String]
  private let readers: [RecordReader]
  private let join: StreamJoin
  private let view: DiffView
  private let limit: Int
  private var summary = DiffSummary()

  /// Compares two streams.
  /// - Parameters:
  ///   - names: what the two are called.
  ///   - limit: how many records of each kind are shown; nil for all, or ten on a bare terminal.
  package init(
    _ readers: (RecordReader, RecordReader), names: [String], on page: TerminalPage, limit: Int?
  ) {
    self.page = page
    self.names = names
    self.readers = [readers.0, readers.1]
    join = StreamJoin(readers.0, readers.1, scratch: temporaryDirectory)
    view = DiffView(page: page, names: names)
    self.limit = limit ?? (page.isBareTerminal ? 10 : Int.max)
  }

  /// Shows the differences.
  /// - Returns: whether there are any.
  package mutating func show() throws -> Bool {
    try join.run { try take($0, $1) }
    view.showRest(summary.changed - min(limit, summary.changed), "changed records")
    let removed = try showSingles(of: 0)
    let added = try showSingles(of: 1)
    let differ = summary.changed + removed.records + added.records > 0
    if differ { page.write("\n") }
    summary.show(
      page, names: names, records: join.records, samples: join.samples,
      singles: [removed.records, added.records], singleSamples: [removed.samples, added.samples],
      Lineage(readers[0].history.entries, readers[1].history.entries))
    return differ
  }

  /// Takes two records of one id.
  private mutating func take(_ old: StreamJoin.Numbered, _ new: StreamJoin.Numbered) throws {
    // Most lines are the same.
    guard old.bytes != new.bytes else { return summary.take(nil) }
    let (before, after) = (try Record(line: old.bytes), try Record(line: new.bytes))
    let change: RecordChange?
    do { change = try RecordChange(before, after) } catch {
      throw Failure(.badData, "the record \"\(TerminalText.line(before.id ?? ""))\": \(error)")
    }
    summary.take(change)
    guard let change, summary.changed <= limit else { return }
    view.show(change, id: before.id ?? "", lines: (old.line, new.line))
    if page.isFull || !readers.allSatisfy(\.isReady) { try page.flush() }
  }

  /// Shows the records that only one side has, and counts them.
  private func showSingles(of side: Int) throws -> (records: Int, samples: Int) {
    var count = (records: 0, samples: 0)
    try join.singles(of: side) { single in
      count.records += 1
      count.samples += single.samples
      guard count.records <= limit else { return }
      view.show(single, of: side)
      if page.isFull { try page.flush() }
    }
    view.showRest(
      count.records - min(limit, count.records),
      side == 0 ? "removed records" : "added records")
    return count
  }
}
