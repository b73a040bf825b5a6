import Streams
import Testing

@Suite struct MonitorTests {
  private final class Shared: @unchecked Sendable {
    // Sendable: every variable is touched under the monitor's lock alone.
    let monitor = Monitor()
    var count = 0
    var turn = 0
  }

  @Test func nothingIsCountedTwiceOrLost() {
    let shared = Shared()
    let threads = (0..<4).map { _ in
      Thread { for _ in 0..<5000 { shared.monitor.locked { shared.count += 1 } } }
    }
    for thread in threads { thread.join() }
    #expect(shared.monitor.locked { shared.count } == 20_000)
  }

  @Test func aWaitEndsAtItsMoment() {
    let monitor = Monitor()
    let end = Moment(nanoseconds: 1_000_000)
    monitor.locked { while monitor.wait(until: end) {} }
    #expect(!monitor.locked { monitor.wait(until: end) })
  }

  @Test func whoeverWaitsIsWoken() {
    let shared = Shared()
    let threads = (0..<3).map { number in
      Thread {
        for round in 0..<100 {
          shared.monitor.locked {
            while shared.turn != round * 3 + number { shared.monitor.wait() }
            shared.turn += 1
            shared.monitor.broadcast()
          }
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(shared.monitor.locked { shared.turn } == 300)
  }

  @Test func anErrorGivesTheLockBack() {
    struct Refused: Error {}
    let shared = Shared()
    #expect(throws: Refused.self) { try shared.monitor.locked { throw Refused() } }
    let thread = Thread { shared.monitor.locked { shared.count = 1 } }
    thread.join()
    #expect(shared.count == 1)
  }
}
