import Glibc
import Streams
import Testing

@Suite struct DoorbellTests {
  private func rings(_ bell: Doorbell, within milliseconds: Int32 = 0) -> Bool {
    var place = pollfd(fd: bell.descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&place, 1, milliseconds) == 1
  }

  @Test func aBellRingsUntilItIsSilenced() {
    let bell = Doorbell()
    #expect(!rings(bell))
    for _ in 0..<100_000 { bell.ring() }
    #expect(rings(bell))
    bell.silence()
    #expect(!rings(bell))
  }

  @Test func aQueueRingsForItemsAndForItsEnd() throws {
    let queue = BoundedQueue<Int>(capacity: 2)
    #expect(!rings(queue.bell))
    queue.push(1)
    #expect(rings(queue.bell))
    queue.bell.silence()
    let thread = Thread { queue.close(.success(())) }
    #expect(rings(queue.bell, within: 60_000))
    thread.join()
    #expect(try queue.pop() == 1 && queue.pop() == nil)
  }
}
