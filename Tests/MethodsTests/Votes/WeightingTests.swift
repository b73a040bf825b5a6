import Testing

@testable import Methods

@Suite struct WeightingTests {
  @Test func theMeanIsOverTheTokensAndTheEnd() throws {
    let cut = try #require(Weighting.meanProbability(logprob: -2, tokens: 4, ended: false))
    let ended = try #require(Weighting.meanProbability(logprob: -2, tokens: 4, ended: true))
    #expect(abs(cut - 0.6065306597126334) < 1e-12)
    #expect(abs(ended - 0.6703200460356393) < 1e-12)
  }

  @Test func whatHasNoTokensOrNoNumberHasNoWeight() {
    #expect(Weighting.meanProbability(logprob: -1, tokens: 0, ended: false) == nil)
    #expect(Weighting.meanProbability(logprob: .nan, tokens: 1, ended: true) == nil)
    #expect(Weighting.meanProbability(logprob: -.infinity, tokens: 1, ended: true) == nil)
  }

  @Test func probabilitiesOfWholeSamplesHaveOneScale() throws {
    let weights = Weighting.probabilities(logprobs: [-1000, -1000.6931471805599, nil, .nan])
    #expect(weights[0] == 1)
    #expect(abs(try #require(weights[1]) - 0.5) < 1e-9)
    #expect(weights[2] == nil && weights[3] == nil)
    #expect(Weighting.probabilities(logprobs: [nil]) == [nil])
    let election = Vote.tally(
      answers: ["a", "b", "b"], weights: Weighting.probabilities(logprobs: [-1, -3, -3]))
    #expect(election.answer == "a")
  }
}
