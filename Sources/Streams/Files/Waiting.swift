import Glibc

/// Waits for a descriptor whose other end is slow.
///
/// The parent process may have made the pipes non-blocking, as event loops do: a call that would
/// have to wait then fails, and must be repeated when the descriptor is ready.
enum Waiting {
  /// After a call that failed: whether to repeat it, once the descriptor is ready where that was
  /// what it lacked.
  /// - Parameter event: what it should be ready for, `POLLIN` or `POLLOUT`.
  static func isOver(_ descriptor: Int32, _ event: Int32) -> Bool {
    if errno == EINTR { return true }
    guard errno == EAGAIN else { return false }
    var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    return poll(&request, 1, -1) > 0 || errno == EINTR
  }
}
