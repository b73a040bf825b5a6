import Glibc

/// Bytes that are read from standard input or a file.
package final class InputFile {
  /// The name for messages.
  package let path: String
  private let descriptor: Int32
  /// What was read and not yet used.
  private(set) var bytes: ArraySlice<UInt8> = []
  /// Whether the end of the file was seen.
  private(set) var ended = false
  /// How many bytes were used.
  private(set) var offset = 0
  private static let readSize = 1 << 18
  /// Where what is read is written too.
  private let copy: OutputFile?

  /// Opens a file for reading.
  /// - Parameters:
  ///   - path: `-` is standard input.
  ///   - copy: where what is read is written too.
  /// - Throws: `StreamError.system` if it cannot be opened.
  package init(path: String, copy: OutputFile? = nil) throws(StreamError) {
    self.copy = copy
    if path == "-" {
      self.path = "standard input"
      descriptor = STDIN_FILENO
    } else {
      self.path = path
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else {
        throw .system(action: StreamError.opening, path: path, code: errno)
      }
    }
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Whether a path names a file, which can be read again; `-` is standard input.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    let code = path == "-" ? fstat(STDIN_FILENO, &status) : stat(path, &status)
    return code == 0 && status.st_mode & S_IFMT == S_IFREG && path != "-"
  }

  /// Whether a read would return at once.
  package var isReady: Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return ended || poll(&request, 1, 0) != 0
  }

  /// Whether this is a terminal, where a person would have to type a stream.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Reads once more, unless the file has ended.
  package func read() throws(StreamError) {
    guard !ended else { return }
    var code: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.readSize) { buffer, count in
      var result: Int
      repeat {
        result = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while result < 0 && Waiting.isOver(descriptor, POLLIN)
      if result < 0 { code = errno }
      count = max(result, 0)
    }
    guard code == 0 else { throw .system(action: "read", path: path, code: code) }
    if let copy, !chunk.isEmpty { try copy.write(chunk) }
    if chunk.isEmpty {
      ended = true
    } else if bytes.isEmpty {
      bytes = chunk[...]
    } else {
      // Copying what is left, not growing in place, keeps the buffer as long as its content; but
      // for a long line that would copy the same bytes again and again.
      if bytes.count < 4 * Self.readSize {
        bytes = ArraySlice(Array(bytes) + chunk)
      } else {
        bytes.append(contentsOf: chunk)
      }
    }
  }

  /// Reads until so many bytes are there or the file has ended.
  func fill(_ count: Int) throws(StreamError) {
    while bytes.count < count, !ended { try read() }
  }

  /// Takes bytes from the front.
  func use(_ count: Int) -> ArraySlice<UInt8> {
    let used = bytes.prefix(count)
    bytes = bytes.dropFirst(count)
    offset += used.count
    return used
  }
}
