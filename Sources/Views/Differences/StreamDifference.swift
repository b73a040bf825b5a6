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
  private let finder: FinderBox
  private let fields: [String]?
  private var summary = DiffSummary()

  /// Compares two streams.
  /// - Parameters:
  ///   - names: what the two are called.
  ///   - limit: how many records of each kind are shown; nil for all, or ten on a bare terminal.
  ///   - finder: which records, and which of their samples, are compared: those that it matches as
  ///     they were or as they are.
  ///   - fields: the fields that are compared; nil for all.
  package init(
    _ readers: (RecordReader, RecordReader), names: [String], on page: TerminalPage, limit: Int?,
    finder: Finder, fields: [FieldPath]?
  ) {
    self.page = page
    self.names = names
    self.readers = [readers.0, readers.1]
    let box = FinderBox(finder)
    self.finder = box
    self.fields = fields?.map(\.description)
    join = StreamJoin(readers.0, readers.1, scratch: temporaryDirectory) { record in
      try box.finder.match(record) != nil
    }
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
    if old.bytes == new.bytes, !finder.finder.isSelective { return summary.take(nil) }
    let (before, after) = (try Record(line: old.bytes), try Record(line: new.bytes))
    let change: RecordChange?
    do {
      guard let wanted = try wanted(before, after) else { return }
      change = try RecordChange(before, after, wanted)
    } catch {
      throw Failure(.badData, "the record \"\(TerminalText.line(before.id ?? ""))\": \(error)")
    }
    summary.take(change)
    guard let change, summary.changed <= limit else { return }
    view.show(change, id: before.id ?? "", lines: (old.line, new.line))
    if page.isFull || !readers.allSatisfy(\.isReady) { try page.flush() }
  }

  /// What is compared of two records; nil if neither is looked for.
  private func wanted(_ old: Record, _ new: Record) throws(RecordError) -> RecordChange.Wanted? {
    guard finder.finder.isSelective else { return RecordChange.Wanted(fields: fields) }
    let matches = [
      (old, try finder.finder.match(old)), (new, try finder.finder.match(new)),
    ]
    guard matches.contains(where: { $0.1 != nil }) else { return nil }
    var samples: Set<Int>? = []
    for case (let record, let match?) in matches {
      guard let places = match.samples else { samples = nil; break }
      let all = record.sampleCount > 0 ? try record.samples : []
      for place in places { samples?.insert(try all[place].index) }
    }
    return RecordChange.Wanted(fields: fields, samples: samples)
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

/// A finder that the two sides of a join share.
private final class FinderBox {
  var finder: Finder

  init(_ finder: Finder) { self.finder = finder }
}
