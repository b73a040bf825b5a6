import ArgumentParser
import FilterKit
import Records
import Streams

extension Inspect {
  /// Shows what is different about two streams.
  /// - Throws: `ExitCode` 1 if anything is.
  func showDifferences(_ page: Page) throws {
    let readers = inputs.map { open([$0]) }
    let join = StreamJoin(readers[0], readers[1], scratch: temporaryDirectory)
    let view = DiffView(page: page, names: inputs)
    let limit = finding.limit ?? (page.isBareTerminal ? 10 : Int.max)
    var summary = DiffSummary()
    try join.run { old, new in
      // Most lines are the same.
      guard old.bytes != new.bytes else { return summary.take(nil) }
      let (before, after) = (try Record(line: old.bytes), try Record(line: new.bytes))
      let change: RecordChange?
      do { change = try RecordChange(before, after) } catch {
        throw Failure(.badData, "the record “\(Visible.line(before.id ?? ""))”: \(error)")
      }
      summary.take(change)
      guard let change, summary.changed <= limit else { return }
      view.show(change, id: before.id ?? "", lines: (old.line, new.line))
      if page.isFull || !readers.allSatisfy(\.isReady) { try page.flush() }
    }
    view.showRest(summary.changed - min(limit, summary.changed), "changed records")
    var singles = [0, 0]
    var samples = [0, 0]
    for side in 0..<2 {
      try join.singles(of: side) { single in
        singles[side] += 1
        samples[side] += single.samples
        guard singles[side] <= limit else { return }
        view.show(single, of: side)
        if page.isFull { try page.flush() }
      }
      view.showRest(
        singles[side] - min(limit, singles[side]), side == 0 ? "that went" : "that came")
    }
    let differ = summary.changed + singles[0] + singles[1] > 0
    if differ { page.write("\n") }
    summary.show(
      page, names: inputs, records: join.records, samples: join.samples, singles: singles,
      singleSamples: samples, Lineage(readers[0].history.entries, readers[1].history.entries))
    if differ { throw ExitCode(1) }
  }
}
