import Streams
import Testing

@Suite struct OrderedWorkersTests {
  private struct Refused: Error {}

  @Test(arguments: [1, 3, 16])
  func resultsComeInOrderAndFewAreUnderWay(threads: Int) throws {
    let window = threads + 2
    let delivered = Guarded<[Int]>([])
    let workers = OrderedWorkers<Int, Int>(
      threads: threads, window: window, context: {},
      transform: { _, item in
        #expect(item < delivered.withLock(\.count) + window)
        return item * item
      },
      deliver: { result in delivered.withLock { $0.append(result) } })
    for item in 0..<500 {
      try workers.submit(item)
      if item == 250 {
        try workers.drain()
        #expect(delivered.withLock(\.count) == 251)
      }
    }
    try workers.finish()
    #expect(delivered.withLock(\.self) == (0..<500).map { $0 * $0 })
  }

  @Test func anErrorStopsEverything() {
    let delivered = Guarded(0)
    let workers = OrderedWorkers<Int, Int>(
      threads: 4, window: 8, context: {}, transform: { $1 },
      deliver: { result in
        if result == 20 { throw Refused() }
        delivered.withLock { $0 += 1 }
      })
    #expect(throws: Refused.self) {
      for item in 0..<1000 { try workers.submit(item) }
    }
    #expect(throws: Refused.self) { try workers.drain() }
    #expect(throws: Refused.self) { try workers.finish() }
    #expect(delivered.withLock(\.self) == 20)
  }
}

/// A value under a monitor's lock, which the thread sanitizer sees, unlike that of a `Mutex`.
private final class Guarded<Value>: @unchecked Sendable {
  private let monitor = Monitor()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    monitor.locked { body(&value) }
  }
}
