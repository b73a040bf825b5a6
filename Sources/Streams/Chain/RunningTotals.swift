/// Totals that grow with the bytes.
package struct RunningTotals {
  private var lines = 0
  private var bytes = 0
  private var hash = RunningHash()

  /// Starts with nothing.
  package init() {}

  /// Takes whole lines.
  package mutating func add(_ raw: [UInt8], lines: Int) {
    self.lines += lines
    bytes += raw.count
    raw.withUnsafeBytes { hash.update($0) }
  }

  /// The totals so far.
  package var value: Totals { Totals(lines: lines, bytes: bytes, hash: hash.value) }
}
