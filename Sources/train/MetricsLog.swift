import FilterKit
import Glibc
import Records
import Streams

/// The metrics of a run, kept beside its checkpoint until it is complete: a run that goes on begins
/// its stream with the steps that were made before.
final class MetricsLog {
  private let path: String
  private let descriptor: Int32
  /// How many bytes were written.
  private(set) var count = 0

  /// Opens the log.
  /// - Parameters:
  ///   - kept: how many bytes of it the checkpoint knows; what follows is forgotten.
  ///   - sink: gets the lines that are kept.
  init(path: String, keeping kept: Int, repeating sink: RecordSink) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw StreamError.system(action: "write", path: path, code: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) >= kept,
      ftruncate(descriptor, off_t(kept)) == 0
    else {
      throw Failure(
        .badData,
        "\(path): the metrics of the steps before the checkpoint are not there "
          + "(remove the checkpoint to begin anew)")
    }
    try repeatLines(kept, to: sink)
  }

  private func repeatLines(_ kept: Int, to sink: RecordSink) throws {
    var lines: [UInt8] = []
    while count < kept {
      var bytes = [UInt8](repeating: 0, count: min(1 << 16, kept - count))
      let result = read(descriptor, &bytes, bytes.count)
      guard result > 0 else {
        throw StreamError.system(action: "read", path: path, code: errno)
      }
      count += result
      lines += bytes.prefix(result)
      guard let end = lines.lastIndex(of: 0x0A) else { continue }
      for _ in 0..<lines.count(where: { $0 == 0x0A }) { sink.tally.countMade(samples: 0) }
      try sink.write(Array(lines[...end]))
      lines.removeSubrange(...end)
    }
  }

  deinit { close(descriptor) }

  /// Adds a line.
  func append(_ line: [UInt8]) throws {
    guard write(descriptor, line, line.count) == line.count else {
      throw StreamError.system(action: "write", path: path, code: errno)
    }
    count += line.count
  }

  /// Brings all lines to the disk, before a checkpoint counts on them.
  func synchronize() throws {
    guard fsync(descriptor) == 0 else {
      throw StreamError.system(action: "write", path: path, code: errno)
    }
  }

  /// Removes the log of a run that is complete.
  func remove() { unlink(path) }
}
