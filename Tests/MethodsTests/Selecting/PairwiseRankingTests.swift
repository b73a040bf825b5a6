import Glibc
import Testing

@testable import Methods

@Suite struct PairwiseRankingTests {
  private func ranking(
    _ count: Int, _ comparisons: [(Int, Int, Double)]
  ) -> PairwiseRanking {
    var ranking = PairwiseRanking(count: count)
    for (first, second, probability) in comparisons {
      ranking.add(first, second, probability: probability)
    }
    return ranking
  }

  @Test func theSolverOfMetaRewarding() {
    let strengths = ranking(2, [(0, 1, 0.6)]).bradleyTerry(prior: 0)
    #expect((strengths[0] - strengths[1] - log(1.5)).magnitude < 1e-9)
    #expect((strengths[0] + strengths[1]).magnitude < 1e-9)
  }

  @Test func aPriorKeepsStrengthsFinite() {
    let strengths = ranking(3, [(0, 1, 1), (1, 2, 1), (0, 2, 1)]).bradleyTerry()
    #expect(strengths[0] > strengths[1] && strengths[1] > strengths[2])
    #expect(strengths.allSatisfy { $0.isFinite && $0.magnitude < 20 })
  }

  @Test func consistentOddsAreFound() {
    // Strengths 4, 2, 1: each beats the next with odds 2.
    let scores = ranking(3, [(0, 1, 2.0 / 3), (1, 2, 2.0 / 3), (0, 2, 0.8)]).bradleyTerry(prior: 0)
    #expect((scores[0] - scores[1] - log(2)).magnitude < 1e-6)
    #expect((scores[1] - scores[2] - log(2)).magnitude < 1e-6)
  }

  @Test func theBordaCountsOfLLaMABerry() {
    #expect(ranking(3, [(0, 1, 1), (1, 2, 1)]).borda() == [1, 0.5, 0])
    let four = ranking(4, [(3, 2, 1), (2, 1, 1), (1, 0, 1)]).borda()
    #expect(zip(four, [0, 1.0 / 3, 2.0 / 3, 1]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(PairwiseRanking(count: 1).borda() == [1])
    // A cycle: every count is equal, and the place decides.
    #expect(ranking(3, [(0, 1, 1), (1, 2, 1), (2, 0, 1)]).borda() == [1, 0.5, 0])
    // Two tied at ½ beat each other; what is likelier among equals comes first.
    #expect(ranking(2, [(0, 1, 0.5)]).borda() == [1, 0])
  }

  @Test func winRatesAverageBothOrders() {
    let both = ranking(3, [(0, 1, 1), (1, 0, 0.5), (1, 2, 0)])
    #expect(both.probability(0, 1) == 0.75)
    #expect(both.probability(0, 2) == nil)
    let scores = both.scores(by: .winRate)
    #expect(scores[0] == 0.75)
    #expect((scores[1] ?? 0) == 0.5 / 3)
    #expect(scores[2] == 1)
  }

  @Test func whoMetNobodyHasNoScore() {
    for rule in PairwiseRanking.Rule.allCases {
      #expect(ranking(3, [(0, 1, 1)]).scores(by: rule)[2] == nil)
    }
  }

  @Test func theConsistencyOfCREAM() throws {
    #expect(abs(try #require(RankConsistency.label([1, 2, 3], [1, 3, 2])) - 2.0 / 3) < 1e-15)
    #expect(RankConsistency.label([1, 2, 3], [4, 5, 6]) == 1)
    #expect(RankConsistency.label([1, 2, 3], [3, 2, 1]) == 0)
    #expect(RankConsistency.label([1, 1], [1, 2]) == 0.5)
    #expect(RankConsistency.label([1], [1]) == nil)
  }
}
