import Glibc

/// A moment in the near future, by the system's monotonic clock.
package struct Moment: Sendable {
  var time = timespec()

  /// Seconds since a fixed moment in the past: the clock of the whole package.
  package static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The moment a number of nanoseconds from now.
  /// - Parameter nanoseconds: less than a second.
  package init(nanoseconds: Int) {
    clock_gettime(CLOCK_MONOTONIC, &time)
    time.tv_nsec += nanoseconds
    if time.tv_nsec >= 1_000_000_000 {
      time.tv_sec += 1
      time.tv_nsec -= 1_000_000_000
    }
  }
}
