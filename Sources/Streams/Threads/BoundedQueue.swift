/// A queue between two threads that holds a few items at most.
package final class BoundedQueue<Item: Sendable>: @unchecked Sendable {
  // Sendable: all variables are accessed under the monitor's lock only.
  private let monitor = Monitor()
  /// Rings when there is an item, for a thread that waits for other events too.
  package let bell = Doorbell()
  private let capacity: Int
  private var items: [Item] = []
  private var end: Result<Void, any Error>?

  /// Makes an empty queue.
  package init(capacity: Int) { self.capacity = capacity }

  /// Adds an item; waits while the queue is full.
  package func push(_ item: Item) {
    monitor.locked {
      while items.count >= capacity { monitor.wait() }
      items.append(item)
      monitor.broadcast()
    }
    bell.ring()
  }

  /// Notes that no more items will come, because the producer is done or has failed.
  package func close(_ result: Result<Void, any Error>) {
    monitor.locked {
      end = result
      monitor.broadcast()
    }
    bell.ring()
  }

  /// Whether `pop` would return at once.
  package var isReady: Bool { monitor.locked { !items.isEmpty || end != nil } }

  /// Takes the next item, waiting for it; nil at the end.
  /// - Throws: what the queue was closed with, after its last item.
  package func pop() throws -> Item? {
    try monitor.locked {
      while items.isEmpty, end == nil { monitor.wait() }
      if items.isEmpty {
        try end?.get()
        return nil
      }
      defer { monitor.broadcast() }
      return items.removeFirst()
    }
  }
}
