import Randomness
import Testing

@Suite struct CounterGeneratorTests {
  @Test func equalKeysGiveEqualDraws() {
    var a = CounterGenerator(key: 7)
    var b = CounterGenerator(key: 7)
    let first = (0..<100).map { _ in a.next() }
    let second = (0..<100).map { _ in b.next() }
    #expect(first == second)
    #expect(Set(first).count == 100)
  }

  @Test func aGeneratorContinuesFromItsCounter() {
    var whole = CounterGenerator(key: 3)
    for _ in 0..<10 { _ = whole.next() }
    var continued = CounterGenerator(key: 3, counter: 10)
    #expect(whole.next() == continued.next())
  }

  @Test func neighbouringKeysAreUnrelated() {
    var sum = 0
    for key in 0..<1000 as Range<UInt64> {
      var a = CounterGenerator(key: key)
      var b = CounterGenerator(key: key + 1)
      sum += (a.next() ^ b.next()).nonzeroBitCount
    }
    #expect((31_000...33_000).contains(sum))
  }

  @Test func uniformDrawsFillTheUnitInterval() {
    var generator = CounterGenerator(key: 42)
    var buckets = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 { buckets[Int(generator.uniform() * 10)] += 1 }
    #expect(buckets.allSatisfy { (850...1150).contains($0) })
  }
}
