import Glibc

/// Wakes a thread that waits for file descriptors.
package final class Doorbell: Equatable, Sendable {
  /// Becomes readable when the bell rings, and stays so until `silence`.
  package let descriptor: Int32
  private let handle: Int32

  /// Makes a bell that does not ring.
  package init() {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "the system refuses another pipe")
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    (descriptor, handle) = (ends[0], ends[1])
  }

  deinit {
    close(descriptor)
    close(handle)
  }

  /// Rings; any thread may, as often as it likes.
  package func ring() {
    var byte: UInt8 = 1
    // A pipe that is full rings already.
    _ = write(handle, &byte, 1)
  }

  /// Stops the ringing; the caller then looks for the reason.
  package func silence() {
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    while read(descriptor, &bytes, 32) == 32 {}
  }

  package static func == (one: Doorbell, other: Doorbell) -> Bool { one === other }
}
