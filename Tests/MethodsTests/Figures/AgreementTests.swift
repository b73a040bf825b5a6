import Testing

@testable import Methods

@Suite struct AgreementTests {
  @Test func equalAnswersOfTheSameProblems() throws {
    let before = sample([(1, "7"), (2, "8"), (3, nil), (4, nil), (5, "1")])
    let after = sample([(6, "1"), (4, nil), (3, "5"), (2, "9"), (1, "7")])
    #expect(try #require(share(before, after)) == 1.0 / 3)
    #expect(share(before, before) == 1)
    #expect(share(before, sample([(9, "7")])) == nil)
    #expect(share(sample([(4, nil), (3, nil)]), after) == nil)
  }

  /// Of long streams the samples hold the same problems.
  @Test func samplesAreOfTheSameProblems() throws {
    let all = (0..<1000).map { (UInt64($0 * 7919 % 1000), "\($0 % 2)") }
    let found = share(
      sample(all, capacity: 100), sample(all.reversed(), capacity: 50))
    #expect(found == 1)
  }

  private func share(_ before: BottomSample<String?>, _ after: BottomSample<String?>) -> Double? {
    Agreement.share(before, after) { $0 }
  }

  private func sample(_ answers: [(UInt64, String?)], capacity: Int = 10) -> BottomSample<String?> {
    var sample = BottomSample<String?>(capacity: capacity)
    for (hash, answer) in answers { sample.add(hash: hash) { answer } }
    return sample
  }
}
