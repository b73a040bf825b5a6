import Glibc
import Testing

@testable import Engine

@Suite struct SamplerTests {
  private func counts(
    _ probabilities: [Float], _ settings: DecodingSettings, draws: Int = 20_000
  ) -> [Double] {
    var sampler = Sampler(settings, key: 9)
    let logits = probabilities.map { log($0) }
    var counts = Array(repeating: 0.0, count: logits.count)
    for _ in 0..<draws {
      counts[Int(sampler.draw(logits, count: logits.count).token)] += 1 / Double(draws)
    }
    return counts
  }

  private func expect(_ found: [Double], _ expected: [Double]) {
    for (a, b) in zip(found, expected) {
      #expect(b == 0 ? a == 0 : abs(a - b) < 0.02, "\(found) \(expected)")
    }
  }

  private let four: [Float] = [0.1, 0.4, 0.3, 0.2]

  @Test func withoutCutsTheDistributionIsTheModels() {
    expect(counts(four, DecodingSettings()), [0.1, 0.4, 0.3, 0.2])
  }

  @Test func temperatureHalfSquares() {
    expect(
      counts(four, DecodingSettings(temperature: 0.5)),
      [1 / 30.0, 16 / 30.0, 9 / 30.0, 4 / 30.0])
  }

  @Test func topKKeepsTheLikeliest() {
    expect(counts(four, DecodingSettings(topK: 2)), [0, 4 / 7.0, 3 / 7.0, 0])
  }

  @Test func topPKeepsTheFewestThatReachTheSum() {
    expect(counts(four, DecodingSettings(topP: 0.65)), [0, 4 / 7.0, 3 / 7.0, 0])
    expect(counts(four, DecodingSettings(topP: 0.75)), [0, 4 / 9.0, 3 / 9.0, 2 / 9.0])
  }

  /// Of the best two, the first has 4/7 = 0.571 of the sum.
  @Test func topPCountsWhatTopKLeft() {
    expect(counts(four, DecodingSettings(topK: 2, topP: 0.55)), [0, 1, 0, 0])
    expect(counts(four, DecodingSettings(topK: 2, topP: 0.6)), [0, 4 / 7.0, 3 / 7.0, 0])
  }

  @Test func equalsAreKeptInOrder() {
    expect(counts([0.25, 0.25, 0.25, 0.25], DecodingSettings(topK: 2)), [0.5, 0.5, 0, 0])
    expect(counts([0.25, 0.25, 0.25, 0.25], DecodingSettings(temperature: 0)), [1, 0, 0, 0])
  }

  @Test func theLogprobIsThatOfTheWholeDistribution() {
    var sampler = Sampler(DecodingSettings(temperature: 0.1, topK: 1), key: 1)
    let logits = four.map { log($0) + 3 }
    let drawn = sampler.draw(logits, count: 4)
    #expect(drawn.token == 1)
    #expect(abs(drawn.logprob - log(0.4)) < 1e-6)
  }
}
