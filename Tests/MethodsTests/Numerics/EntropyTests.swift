import Testing

@testable import Methods

@Suite struct EntropyTests {
  @Test func knownValues() {
    #expect(abs(Entropy.nats(of: [2, 1]) - 0.6365) < 5e-5)
    #expect(abs(Entropy.nats(of: [1, 1]) - logarithm(2)) < 1e-15)
    #expect(Entropy.nats(of: [3]) == 0)
    #expect(Entropy.nats(of: [3, 0]) == 0)
    #expect(Entropy.nats(of: []) == 0)
    #expect(Entropy.nats(of: [0, 0]) == 0)
  }

  @Test func uniformIsTheLargest() {
    for count in 2...20 {
      let uniform = Entropy.nats(of: Array(repeating: 1, count: count))
      #expect(abs(uniform - logarithm(Double(count))) < 1e-12)
      #expect(Entropy.nats(of: (0..<count).map { Double($0) }) < uniform)
    }
  }

  @Test func evenness() throws {
    let uneven = try #require(Entropy.evenness(of: [2, 1]))
    #expect(abs(uneven - 0.9183) < 5e-5)
    #expect(abs(try #require(Entropy.evenness(of: [3, 3, 3])) - 1) < 1e-12)
    #expect(Entropy.evenness(of: [5, 0]) == 0)
    #expect(Entropy.evenness(of: [5]) == nil)
    #expect(Entropy.evenness(of: [0, 0]) == nil)
  }
}
