import Glibc

/// A lock with a condition: protects shared state, and lets threads wait for it to change.
package final class Monitor: @unchecked Sendable {
  // Sendable: the two pointers never change and are made to be used by many threads.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Makes an unlocked monitor.
  package init() {
    pthread_mutex_init(mutex, nil)
    var clock = pthread_condattr_t()
    pthread_condattr_init(&clock)
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &clock)
    pthread_condattr_destroy(&clock)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Takes the lock.
  package func lock() { pthread_mutex_lock(mutex) }
  /// Releases the lock.
  package func unlock() { pthread_mutex_unlock(mutex) }
  /// Releases the lock until it is signalled, then takes it again.
  package func wait() { pthread_cond_wait(condition, mutex) }
  /// The same, until a moment at the latest.
  /// - Returns: false if the moment has come.
  package func wait(until end: Moment) -> Bool {
    var time = end.time
    return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
  }
  /// Wakes all waiting threads.
  package func broadcast() { pthread_cond_broadcast(condition) }

  /// Runs a closure under the lock.
  package func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock()
    defer { unlock() }
    return try body()
  }
}
