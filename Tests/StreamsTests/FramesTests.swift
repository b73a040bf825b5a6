import Streams
import Testing

@Suite struct FramesTests {
  @Test func totalsAreTheHashOfTheBytes() {
    var running = RunningTotals()
    running.add(Array("a\nb\n".utf8), lines: 2)
    running.add(Array("c\n".utf8), lines: 1)
    let raw = Array("a\nb\nc\n".utf8)
    #expect(running.value == Totals(lines: 3, bytes: 6, hash: ContentHash.of(raw)))
  }
}
