/// Threads that transform items in parallel and deliver the results in the order of the items.
///
///     submit ──▶ queue ──▶ transform (threads) ──▶ reorder ──▶ deliver (one at a time, in order)
///
/// At most `window` items are in progress: `submit` waits while there are more, so memory stays
/// bounded when delivery is slow.
package final class OrderedWorkers<Item: Sendable, Result: Sendable>: @unchecked Sendable {
  // Sendable: all variables are accessed under the monitor's lock only.
  private let monitor = Monitor()
  private let window: Int
  private let deliver: (Result) throws -> Void
  private var threads: [Thread] = []

  private var queue: [(number: Int, item: Item)] = []
  private var finished: [Int: Result] = [:]
  private var submitted = 0
  private var delivered = 0
  private var delivering = false
  private var closed = false
  private var failure: (any Error)?

  /// Starts the threads.
  /// - Parameters:
  ///   - threads: how many.
  ///   - window: how many items may be under way; twice the threads keeps all of them busy.
  ///   - context: makes what one thread keeps from item to item.
  ///   - transform: runs on any thread.
  ///   - deliver: runs on any thread, never twice at once, in order; if it throws, nothing more is
  ///     delivered and the next `submit`, `drain` or `finish` throws that error.
  package init<Context>(
    threads count: Int, window: Int,
    context makeContext: @escaping @Sendable () -> Context,
    transform: @escaping @Sendable (Context, Item) -> Result,
    deliver: @escaping (Result) throws -> Void
  ) {
    self.window = window
    self.deliver = deliver
    threads = (0..<count).map { _ in
      Thread {
        let context = makeContext()
        while let (number, item) = self.take() {
          self.hand(in: transform(context, item), number: number)
        }
      }
    }
  }

  /// Submits the next item; waits while too many are in progress.
  package func submit(_ item: Item) throws {
    try monitor.locked {
      while submitted - delivered >= window, failure == nil { monitor.wait() }
      if let failure { throw failure }
      queue.append((submitted, item))
      submitted += 1
      monitor.broadcast()
    }
  }

  /// Waits until everything that was submitted has been delivered.
  package func drain() throws {
    try monitor.locked {
      while delivered < submitted, failure == nil { monitor.wait() }
      if let failure { throw failure }
    }
  }

  /// Waits for the remaining items and ends the threads, also after an error.
  package func finish() throws {
    defer {
      monitor.locked {
        closed = true
        monitor.broadcast()
      }
      for thread in threads { thread.join() }
      threads = []
    }
    try drain()
  }

  private func take() -> (number: Int, item: Item)? {
    monitor.locked {
      while queue.isEmpty, !closed, failure == nil { monitor.wait() }
      return queue.isEmpty || failure != nil ? nil : queue.removeFirst()
    }
  }

  private func hand(in result: Result, number: Int) {
    monitor.lock()
    defer { monitor.unlock() }
    finished[number] = result
    guard !delivering else { return }
    delivering = true
    while failure == nil, let next = finished.removeValue(forKey: delivered) {
      monitor.unlock()
      var thrown: (any Error)?
      do { try deliver(next) } catch { thrown = error }
      monitor.lock()
      if let thrown { failure = thrown } else { delivered += 1 }
      monitor.broadcast()
    }
    delivering = false
  }
}
