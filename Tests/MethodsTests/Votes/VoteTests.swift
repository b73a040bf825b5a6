import Glibc
import Randomness
import Testing

@testable import Methods

@Suite struct VoteTests {
  @Test func theWorkedExampleOfLMSI() {
    let election = Vote.tally(answers: ["108", "96", "108", "108", "7"])
    #expect(election.answer == "108")
    #expect(election.share == 0.6)
    #expect(abs(election.margin - 0.4) < 1e-15)
    #expect(election.counts.map(\.answer) == ["108", "96", "7"])
    #expect(election.counts.map(\.count) == [3, 1, 1])
    #expect(election.abstained == 0)
    #expect(!election.tie)
  }

  @Test func abstentionsCountInTheTotalButNotInTheEntropy() {
    let election = Vote.tally(answers: [nil, "a", nil, "a"])
    #expect(election.answer == "a")
    #expect(election.share == 0.5)
    #expect(election.margin == 0.5)
    #expect(election.abstained == 2)
    #expect(election.entropy == 0)
  }

  @Test func nobodyVotes() {
    for answers in [[], [nil, nil]] as [[String?]] {
      let election = Vote.tally(answers: answers)
      #expect(election.answer == nil)
      #expect(election.share == 0)
      #expect(election.margin == 0)
      #expect(election.entropy == 0)
      #expect(election.abstained == answers.count)
      #expect(!election.tie)
    }
  }

  @Test func tiesGoToTheFirstSeen() {
    let election = Vote.tally(answers: ["b", "a", "a", "b", "c"])
    #expect(election.answer == "b")
    #expect(election.tie)
    #expect(election.margin == 0)
    #expect(election.counts.map(\.answer) == ["b", "a", "c"])
  }

  @Test func entropyOfTwoAgainstOne() {
    let entropy = Vote.tally(answers: ["A", "A", "B"]).entropy
    #expect(abs(entropy / log(2) - 0.9183) < 5e-5)
  }

  @Test func weightsAreSummedAndNotAveraged() throws {
    let weights = [-0.2, -0.3, -0.1].map {
      Weighting.meanProbability(logprob: $0 * 10, tokens: 10, ended: false)
    }
    let election = Vote.tally(answers: ["A", "A", "B"], weights: weights)
    #expect(election.answer == "A")
    #expect(abs(election.counts[0].weight - 1.5595) < 5e-5)
    #expect(abs(election.counts[1].weight - 0.9048) < 5e-5)
    #expect(abs(election.share - 1.5595 / 2.4643) < 5e-5)
  }

  @Test func zeroIsAWeightAndNoWeightAbstains() {
    let election = Vote.tally(answers: ["a", "b", "b", "c", nil], weights: [1, 0, 0, nil, nil])
    #expect(election.answer == "a")
    #expect(election.abstained == 2)
    #expect(election.counts.map(\.count) == [1, 2])
    #expect(abs(election.share - 1 / (1 + 2.0 / 3)) < 1e-15)
    #expect(Vote.tally(answers: ["a", "b"], weights: [0, 0]).tie)
    #expect(Vote.tally(answers: ["a", "b"], weights: [.nan, 2]).answer == "b")
    #expect(Vote.tally(answers: ["a", "b"], weights: [-1, .infinity]).answer == nil)
  }

  @Test func equalWeightsAreAPlainVote() {
    let answers = ["x", "y", "y", nil, "z"]
    let weighted = Vote.tally(answers: answers, weights: [2, 2, 2, 2, 2])
    let plain = Vote.tally(answers: answers)
    #expect(weighted.answer == plain.answer)
    #expect(weighted.share == plain.share)
    #expect(weighted.margin == plain.margin)
  }

  @Test func theOrderOfSamplesDecidesNothingButTies() {
    var generator = CounterGenerator(key: 11)
    for _ in 0..<300 {
      let count = Int.random(in: 1...30, using: &generator)
      let answers: [String?] = (0..<count).map { _ in
        let draw = Int.random(in: 0..<14, using: &generator)
        return draw == 0 ? nil : String(draw)
      }
      let election = Vote.tally(answers: answers)
      let shuffled = Vote.tally(answers: answers.shuffled(using: &generator))
      if !election.tie { #expect(election.answer == shuffled.answer) }
      #expect(election.tie == shuffled.tie)
      #expect(election.share == shuffled.share)
      #expect(election.margin == shuffled.margin)
      #expect(abs(election.entropy - shuffled.entropy) < 1e-12)
      #expect(election.abstained == shuffled.abstained)
      #expect(election.counts.map(\.count) == shuffled.counts.map(\.count))
      #expect(election.counts.map(\.count).reduce(0, +) + election.abstained == count)
    }
  }

  @Test func aTieIsBrokenByItsRule() {
    let election = Vote.tally(answers: ["b", "a", "a", "b", "c"])
    #expect(election.tied == 2)
    #expect(election.tieRule == nil)
    let other = election.electing(1, by: "random")
    #expect(other.answer == "a")
    #expect(other.tie && other.tieRule == "random")
    #expect(other.counts.map(\.answer) == ["a", "b", "c"])
    #expect(other.share == election.share)
  }
}
