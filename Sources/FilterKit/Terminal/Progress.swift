import Glibc
import Streams

/// A line on stderr with the progress of slow work, if stderr is a terminal.
package final class Progress {
  private let filter: String
  private let unit: String
  private let isShown: Bool
  private let started = Moment.now
  private var lastShown = 0.0
  private var steps = 0
  private var records = 0

  /// Begins to count.
  /// - Parameters:
  ///   - unit: what one step is, in the plural: samples, steps.
  ///   - quiet: whether to show nothing.
  package init(_ filter: String, unit: String, quiet: Bool) {
    self.filter = filter
    self.unit = unit
    isShown = !quiet && isatty(STDERR_FILENO) == 1
  }

  /// Counts one more step.
  /// - Parameter records: how many records are done.
  package func step(records: Int) {
    steps += 1
    self.records = records
    guard isShown else { return }
    let now = Moment.now
    guard now - lastShown > 0.2 else { return }
    lastShown = now
    show("\(records) records, \(steps) \(unit), \(rate(at: now))")
  }

  /// Shows the progress of work whose length is known.
  /// - Parameters:
  ///   - before: how much of it was done before this process began.
  ///   - note: what else to say, such as the loss.
  package func step(_ done: Int, of total: Int, since before: Int = 0, note: String) {
    guard isShown else { return }
    let now = Moment.now
    guard now - lastShown > 0.2 || done == total else { return }
    lastShown = now
    let left = (now - started) / Double(max(done - before, 1)) * Double(total - done)
    let filled = Self.barLength * done / max(total, 1)
    let bar =
      String(repeating: "=", count: filled)
      + String(repeating: " ", count: Self.barLength - filled)
    show(
      "[\(bar)] \(done)/\(total) \(unit), \(note), \(RecordSink.format(seconds: left)) left")
  }

  private static let barLength = 20

  /// Clears the line.
  package func end() {
    if isShown, lastShown > 0 { tell("\r\u{1B}[K") }
  }

  private func rate(at now: Double) -> String {
    let perSecond = Double(steps) / max(now - started, 1e-3)
    return "\(perSecond.rounded(toPlaces: perSecond < 10 ? 1 : 0)) \(unit)/s"
  }

  private func show(_ text: String) {
    tell("\r\u{1B}[K\(filter): \(text)")
  }
}
