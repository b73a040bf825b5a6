import Glibc

/// A file without a name for random access, which disappears with the process: bytes are appended,
/// then read and changed anywhere.
package final class ScratchFile {
  /// How many bytes were appended.
  package private(set) var count = 0
  private let directory: String
  private let descriptor: Int32
  private var tail: [UInt8] = []
  private var tailStart: Int { count - tail.count }
  private static let longestTail = 1 << 20

  /// Makes an empty file.
  /// - Parameter directory: where; it needs room for the content.
  /// - Throws: `StreamError.system` if it cannot be made.
  package init(in directory: String) throws(StreamError) {
    self.directory = directory
    // O_TMPFILE, which Swift does not import for being made of two flags.
    descriptor = open(directory, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("make a temporary file in") }
  }

  deinit { close(descriptor) }

  /// Writes behind all that was written.
  package func append(_ bytes: some Collection<UInt8>) throws(StreamError) {
    tail.append(contentsOf: bytes)
    count += bytes.count
    if tail.count >= Self.longestTail { try flush() }
  }

  /// Reads `length` bytes that were written.
  package func read(at offset: Int, count length: Int) throws(StreamError) -> [UInt8] {
    try flush()
    precondition(offset >= 0 && length >= 0 && offset + length <= count, "inside the file")
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
      while filled < length {
        let result = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, length - filled,
          off_t(offset + filled))
        if result < 0, errno == EINTR { continue }
        guard result > 0 else {
          failed = true
          return
        }
        filled += result
      }
    }
    if failed { throw failure("read a temporary file in") }
    return bytes
  }

  /// Changes bytes that were written.
  package func write(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
    try flush()
    precondition(offset >= 0 && offset + bytes.count <= count, "inside the file")
    try put(bytes, at: offset)
  }

  private func flush() throws(StreamError) {
    guard !tail.isEmpty else { return }
    try put(tail, at: tailStart)
    tail.removeAll(keepingCapacity: true)
  }

  private func put(_ bytes: [UInt8], at offset: Int) throws(StreamError) {
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written,
          off_t(offset + written))
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw failure("write a temporary file in") }
      written += result
    }
  }

  private func failure(_ action: String) -> StreamError {
    .system(action: action, path: directory, code: errno)
  }
}
