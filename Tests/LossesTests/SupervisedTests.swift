import Losses
import Testing

@Suite struct SupervisedTests {
  @Test func twoRowsGiveTheMeanOverTheirTokens() {
    let first = supervised(logprobs: [-1, -2], weight: 1, batchTokens: 3)
    let second = supervised(logprobs: [-3], weight: 1, batchTokens: 3)
    #expect(abs(first.loss + second.loss - 2) < 1e-12)
    #expect(first.derivatives == [-Float(1.0 / 3), -Float(1.0 / 3)])
  }

  @Test func aWeightMultipliesTheLossAndItsSlope() {
    let row = supervised(logprobs: [-1, -2, -0.5], weight: 0.5, batchTokens: 7)
    #expect(abs(row.loss - 0.25) < 1e-12)
    #expect(row.derivatives == Array(repeating: -Float(0.5 / 7), count: 3))
    #expect(supervised(logprobs: [-9], weight: 0, batchTokens: 1).loss == 0)
  }

  @Test func derivativesAreFiniteDifferences() {
    let logprobs: [Float] = [-0.5, -1.25, -4]
    let exact = supervised(logprobs: logprobs, weight: 1.5, batchTokens: 11).derivatives
    for index in logprobs.indices {
      var (above, below) = (logprobs, logprobs)
      above[index] += 0.125
      below[index] -= 0.125
      let slope =
        (supervised(logprobs: above, weight: 1.5, batchTokens: 11).loss
          - supervised(logprobs: below, weight: 1.5, batchTokens: 11).loss) / 0.25
      #expect(abs(slope - Double(exact[index])) < 1e-6)
    }
  }

  /// Rows with 1 and 3 tokens and losses of 2 and 1 a token: 1.25, where a mean over rows is 1.5.
  @Test func longRowsWeighMore() {
    let rows: [[Float]] = [[-2], [-1, -1, -1]]
    let losses = rows.map { supervised(logprobs: $0, weight: 1, batchTokens: 4).loss }
    #expect(abs(losses[0] + losses[1] - 1.25) < 1e-12)
  }

  @Test func tokensHaveWeights() {
    let row = supervised(
      logprobs: [-1, -2, -4], tokenWeights: [1, 0, 0.5], weight: 2, batchTokens: 2)
    #expect(abs(row.loss - 3) < 1e-12)
    #expect(row.derivatives == [-1, 0, -0.5])
  }

  /// A token with p = 0.5.
  @Test func dynamicFineTuningPullsByProbability() {
    let half: Float = -0.693_147_18
    let row = supervised(logprobs: [half], weight: 1, batchTokens: 1, likelihood: .dft)
    #expect(abs(row.loss - 0.346_574) < 1e-6)
    #expect(abs(row.derivatives[0] + 0.5) < 1e-6)
  }
}
