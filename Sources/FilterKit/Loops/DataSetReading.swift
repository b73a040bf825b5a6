import Streams

/// How files are read that are no streams of records yet: JSON Lines with blank lines or a byte order
/// mark, and one JSON array, of which each element is a record.
package struct DataSetReading: Sendable {
  /// Reads gzip files; without it they are refused.
  package var gunzip: (@Sendable () -> any Decompressing)?

  /// Describes it.
  package init(gunzip: (@Sendable () -> any Decompressing)? = nil) { self.gunzip = gunzip }
}
