import Randomness
import Testing

@testable import Methods

@Suite struct BottomSampleTests {
  @Test func theSmallestHashesInAnyOrder() {
    let hashes = (0..<500).map { CounterGenerator.mix(UInt64($0)) }
    let expected = Array(hashes.sorted().prefix(20))
    for order in [hashes, hashes.reversed(), hashes.sorted()] {
      var sample = BottomSample<UInt64>(capacity: 20)
      for hash in order { sample.add(hash: hash) { hash } }
      #expect(sample.offered == 500)
      #expect(sample.sorted.map(\.hash) == expected)
      #expect(sample.sorted.map(\.element) == expected)
      #expect(sample.inOrder == order.filter(expected.contains))
    }
  }

  @Test func fewAreAllKept() {
    var sample = BottomSample<String>(capacity: 3)
    sample.add(hash: 9) { "a" }
    sample.add(hash: 9) { "b" }
    #expect(sample.inOrder == ["a", "b"])
  }

  @Test func whatIsNotKeptIsNotMade() {
    var sample = BottomSample<Int>(capacity: 1)
    var made = 0
    for hash in [3, 5, 4, 3, 2] as [UInt64] {
      sample.add(hash: hash) {
        made += 1
        return made
      }
    }
    #expect(made == 2)
    #expect(sample.inOrder == [2])
  }
}
