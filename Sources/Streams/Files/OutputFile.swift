import Glibc

/// The destination of a stream: standard output, or a file that appears only when it is complete.
package final class OutputFile {
  /// The name for messages; a file without a name can be opened for reading by it.
  package let path: String
  private let descriptor: Int32
  private let partial: PartialFile?

  /// Standard output.
  package init() {
    path = "standard output"
    descriptor = STDOUT_FILENO
    partial = nil
  }

  /// A file, written beside its place until `commit`; a device or a named pipe is written to.
  /// - Throws: `StreamError.system` if it cannot be made, or another run is making it.
  package init(path: String) throws(StreamError) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A device or a named pipe cannot be replaced, only written to.
      partial = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .system(action: "write", path: path, code: errno) }
    } else {
      let partial = try PartialFile(for: path)
      self.partial = partial
      descriptor = partial.descriptor
    }
  }

  /// A file without a name, which disappears with the process.
  /// - Parameter directory: where; it needs room for the content.
  /// - Throws: `StreamError.system` if it cannot be made.
  package init(temporaryIn directory: String) throws(StreamError) {
    // O_TMPFILE, which Swift does not import for being made of two flags.
    descriptor = open(directory, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .system(action: "make a temporary file in", path: directory, code: errno)
    }
    path = "/proc/self/fd/\(descriptor)"
    partial = nil
  }

  /// Removes a file that is no longer needed, if it is there.
  package static func remove(_ path: String) { unlink(path) }

  /// Whether it is a terminal.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether it is a regular file, which is read only when it is complete.
  package var isRegularFile: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  /// Writes all bytes.
  /// - Throws: `StreamError.closed` if nobody reads, `StreamError.system` otherwise.
  package func write(_ bytes: [UInt8]) throws(StreamError) {
    var written = 0
    while written < bytes.count {
      let result = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
      }
      if result >= 0 {
        written += result
      } else if errno == EPIPE {
        throw .closed
      } else if !Waiting.isOver(descriptor, POLLOUT) {
        throw .system(action: "write to", path: path, code: errno)
      }
    }
  }

  /// Moves a complete file to its place; does nothing for standard output.
  package func commit() throws(StreamError) { try partial?.commit() }

  /// Removes an incomplete file; does nothing for standard output.
  package func abandon() { partial?.abandon() }
}
