import Glibc

/// An operating-system thread.
package struct Thread: @unchecked Sendable {
  // Sendable: a thread's handle may be joined from any other thread.
  private let handle: pthread_t

  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread.
  package init(_ body: @escaping @Sendable () -> Void) {
    var handle = pthread_t()
    let start = Unmanaged.passRetained(Start(body)).toOpaque()
    let code = pthread_create(
      &handle, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, start)
    precondition(code == 0, "the system refuses another thread")
    self.handle = handle
  }

  /// Lets the system forget the thread when it ends: it is never joined.
  package func detach() { pthread_detach(handle) }

  /// Waits until the thread has ended.
  package func join() { pthread_join(handle, nil) }
}
