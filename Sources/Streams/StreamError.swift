import Glibc

/// Why a stream cannot be read or written.
package enum StreamError: Error, Equatable, CustomStringConvertible {
  /// The input has zero bytes.
  case empty
  /// The input ends inside a compressed frame.
  case cutOff(offset: Int)
  /// The input is a chain that ends before its trailer.
  case noTrailer(offset: Int)
  /// The bytes are not what the format or their own hashes say.
  case damaged(offset: Int, what: String)
  /// The input is of another format; what to do about it.
  case foreign(format: String, remedy: String)
  /// A line is longer than is allowed.
  case longLine(offset: Int, limit: Int)
  /// A system call failed.
  case system(action: String, path: String, code: Int32)
  /// Nobody reads the output any more.
  case closed

  package var description: String {
    switch self {
    case .empty: "the input is empty: not even the start of a stream (--allow-empty accepts that)"
    case .cutOff(let offset): "the stream is cut off inside a frame, at byte \(offset)"
    case .noTrailer(let offset):
      "the filter before this one stopped early: the stream has no trailer after byte \(offset)"
    case .damaged(let offset, let what): "the stream is damaged at byte \(offset): \(what)"
    case .foreign(let format, let remedy):
      "the input is \(format), not JSON Lines: \(remedy)"
    case .longLine(let offset, let limit):
      "a line is longer than \(limit) bytes, at byte \(offset) (--max-line allows more)"
    case .system(let action, let path, let code):
      "cannot \(action) \(path): \(String(cString: strerror(code)))"
    case .closed: "the output was closed"
    }
  }
}
