import Testing

@testable import Methods

@Suite struct BalanceScoreTests {
  @Test func theNumbersOfBSTaR() {
    #expect(BalanceScore.score(correct: 4, selected: 5) == 0.4)
    #expect(BalanceScore.score(correct: 8, selected: 10) == 0.8)
    #expect(abs(BalanceScore.score(correct: 10, selected: 12) - 0.8333) < 5e-5)
    #expect(BalanceScore.score(correct: 2, selected: 2) == 0.25)
    #expect(BalanceScore.score(correct: 0, selected: 0) == 0)
  }

  @Test func anotherTarget() {
    #expect(BalanceScore.score(correct: 2, selected: 2, target: 2) == 1)
    #expect(BalanceScore.score(correct: 1, selected: 4, target: 1) == 0.25)
  }
}
