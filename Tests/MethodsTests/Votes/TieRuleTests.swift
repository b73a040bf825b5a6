import Randomness
import Testing

@testable import Methods

@Suite struct TieRuleTests {
  private let answers: [String?] = ["b", "a", nil, "a", "b", "c"]

  private func winner(_ rule: TieRule, _ values: [Double?] = [], key: UInt64 = 1) -> Election {
    var generator = CounterGenerator(key: key)
    return rule.break(
      Vote.tally(answers: answers), answers: answers, values: values, using: &generator)
  }

  @Test func theAnswerSeenFirstWins() {
    #expect(winner(.first).answer == "b")
    #expect(winner(.drop).answer == "b")
    #expect(winner(.drop).tie)
  }

  @Test func theMoreProbableAnswerWins() {
    let election = winner(.logprob, [0.1, 0.9, 1, 0.2, 0.3, 1])
    #expect(election.answer == "a")
    #expect(election.tieRule == "logprob")
    #expect(winner(.logprob, [nil, nil, nil, nil, nil, nil]).answer == "b")
  }

  @Test func theAnswerOfTheShortestSampleWins() {
    #expect(winner(.length, [30, 90, 1, 20, 25, 1]).answer == "a")
    #expect(winner(.length, [20, 20, nil, 30, 30, 1]).answer == "b")
    #expect(winner(.length, [nil, 50, nil, nil, nil, nil]).answer == "a")
  }

  @Test func aDrawnAnswerIsATiedOneAndEachComesUp() {
    let drawn = Set((1...40).map { winner(.random, key: $0).answer })
    #expect(drawn == ["a", "b"])
  }

  @Test(arguments: TieRule.allCases)
  func withoutATieNothingChanges(_ rule: TieRule) {
    let answers = ["a", "a", "b"]
    let election = Vote.tally(answers: answers)
    var generator = CounterGenerator(key: 1)
    let values: [Double?] = rule.value == nil ? [] : [1, 2, 3]
    #expect(rule.break(election, answers: answers, values: values, using: &generator) == election)
  }

  /// The other counts, shares and margins are those of the vote.
  @Test(arguments: TieRule.allCases)
  func onlyTheWinnerChanges(_ rule: TieRule) {
    let plain = Vote.tally(answers: answers)
    let election = winner(rule, rule.value == nil ? [] : [1, 2, 3, 4, 5, 6])
    #expect(Set(election.counts.map(\.answer)) == Set(plain.counts.map(\.answer)))
    #expect(election.share == plain.share && election.margin == plain.margin)
    #expect(election.counts.first?.answer == election.answer)
  }
}
