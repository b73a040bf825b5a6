/// What a chain holds between two trailers.
package struct Totals: Equatable, Sendable {
  package var lines = 0
  package var bytes = 0
  /// xxHash of all raw bytes: what `zstd -dc FILE | xxhsum -H64` prints for a file of one chain.
  package var hash = RunningHash().value

  /// Of nothing.
  package init() {}

  /// Of what a trailer says.
  package init(lines: Int, bytes: Int, hash: UInt64) {
    self.lines = lines
    self.bytes = bytes
    self.hash = hash
  }
}
