import CKernels
import Glibc
import Randomness
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

  /// Only the likeliest tokens are sorted; what is drawn is what a sort of all of them gives.
  @Test(arguments: [0.02, 1, 30, 2000], [(3, 1), (40, 0.9), (0, 0.3), (0, 0.95), (0, 0.9999999)])
  func drawsAreThoseOfAWholeSort(spread: Float, cut: (topK: Int, topP: Double)) {
    let settings = DecodingSettings(temperature: 0.7, topK: cut.topK, topP: cut.topP)
    var sampler = Sampler(settings, key: 3)
    var generator = CounterGenerator(key: 3)
    for round in 0..<50 {
      // Some are equal, some cannot be drawn at all.
      var logits = testNumbers(700, key: UInt64(round)).map { ($0 * 256).rounded() / 256 * spread }
      for token in stride(from: 0, to: 700, by: 13) { logits[token] = -.infinity }
      let found = sampler.draw(logits, count: 700).token
      #expect(Int(found) == wholeSort(logits, settings, uniform: generator.uniform()))
    }
  }

  private func wholeSort(_ logits: [Float], _ settings: DecodingSettings, uniform: Double) -> Int {
    var weights = logits
    let pace = Float(1 / settings.temperature)
    kernels.exponentials(&weights, logits, logits.count, logits.max() ?? 0, pace, 1)
    func sum(_ tokens: some Sequence<Int>) -> Double {
      tokens.reduce(0.0) { $0 + Double(weights[$1]) }
    }
    var kept = logits.indices.sorted {
      logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1
    }
    var whole = sum(logits.indices)
    if settings.topK > 0 {
      kept.removeLast(kept.count - settings.topK)
      whole = sum(kept)
    }
    if settings.topP < 1 {
      let needed = kept.indices.first { sum(kept[...$0]) >= settings.topP * whole }
      kept.removeLast(kept.count - 1 - (needed ?? kept.count - 1))
    }
    var left = uniform * sum(kept)
    var chosen = 0
    for token in kept where weights[token] > 0 {
      chosen = token
      left -= Double(weights[token])
      if left < 0 { break }
    }
    return chosen
  }
}
