import Glibc

/// Where a stream goes: standard output, or a file that appears only when it is complete.
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

  /// A file without a name that is gone with the process.
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

  /// Whether a person looks at it.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether it is a file, which nobody reads before it is complete.
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

  /// Puts a complete file in its place; standard output needs nothing.
  package func commit() throws(StreamError) { try partial?.commit() }

  /// Removes an incomplete file; standard output needs nothing.
  package func abandon() { partial?.abandon() }
}

/// A file under a temporary name beside the one that it is to have.
package final class PartialFile {
  let descriptor: Int32
  private let path: String
  private let temporary: String
  /// Whether the file has its name or is gone.
  private var ended = false

  /// Opens `.NAME.partial` in the directory of `path`.
  init(for path: String) throws(StreamError) {
    let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    self.path = path
    temporary = "\(path[..<cut]).\(path[cut...]).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(action: "write", path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.names(temporary, descriptor) else {
      close(descriptor)
      throw .system(action: "write (another run is writing it)", path: path, code: EBUSY)
    }
    ftruncate(descriptor, 0)
    Interruption.remember(temporary)
  }

  /// Whether a file still has the name under which it was opened: another run may have completed
  /// it before it was locked here.
  static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  /// Gives the file its name, once its bytes are on the disk.
  func commit() throws(StreamError) {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw .system(action: "complete", path: path, code: errno)
    }
    end()
  }

  /// Removes the file, unless it has its name.
  func abandon() {
    guard !ended else { return }
    unlink(temporary)
    end()
  }

  private func end() {
    ended = true
    close(descriptor)
    Interruption.forget(temporary)
  }
}
