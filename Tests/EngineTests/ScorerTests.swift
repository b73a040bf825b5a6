import Glibc
import Testing

@testable import Engine

@Suite struct ScorerTests {
  @Test(arguments: TrainerTests.names) func logprobsAreThoseOfPyTorch(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let scorer = Scorer(fixture.transformer(numbers), workers: Workers(threads: 2))
    let found = try scorer.logprobs(of: fixture.batches[0].map { $0.prompt + $0.completion })
    #expect(found.map(\.count) == fixture.logprobs.map(\.count))
    for (row, expected) in zip(found, fixture.logprobs) {
      for (a, b) in zip(row, expected) { #expect(abs(a - b) <= 1e-4 * abs(b)) }
    }
  }

  @Test(arguments: TrainerTests.names) func probabilitiesAreThoseOfPyTorch(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let scorer = Scorer(fixture.transformer(numbers), workers: Workers(threads: 1))
    let sequences = fixture.batches[0].map { $0.prompt + $0.completion }
    let all = sequences.map { _ in Array(Int32(0)..<23) }
    let found = try scorer.probabilities(after: sequences, of: all)
    var end = 4 * fixture.architecture.parameterCount
    for (sequence, row) in zip(sequences, found) {
      end += 23 * sequence.count
      let logits = numbers[end - 23..<end].map(Double.init)
      let sum = logits.reduce(0) { $0 + exp($1) }
      for (p, logit) in zip(row, logits) { #expect(abs(Double(p) - exp(logit) / sum) < 1e-5) }
    }
    #expect(end == numbers.count)
  }

  @Test func neighboursAndThreadsChangeNoBit() throws {
    let model = testModel()
    let sequences = (0..<128).map { testTokens(1 + $0 % 60, key: UInt64($0)) }
    let one = Scorer(model, workers: Workers(threads: 1))
    let three = Scorer(model, workers: Workers(threads: 3))
    let together = try three.logprobs(of: sequences)
    #expect(try one.logprobs(of: sequences) == together)
    #expect(try one.logprobs(of: Array(sequences[40..<43])) == Array(together[40..<43]))
    for index in stride(from: 0, to: 128, by: 17) {
      #expect(try one.logprobs(of: [sequences[index]]) == [together[index]])
    }
  }

  @Test func logprobsOfEveryNextTokenAreProbabilities() throws {
    let model = testModel()
    let scorer = Scorer(model, workers: Workers(threads: 1))
    let prompt = testTokens(70, key: 3)
    let all = Array(0..<Int32(model.architecture.vocabulary))
    let next = try scorer.probabilities(after: [prompt], of: [all])[0]
    #expect(abs(next.reduce(0, +) - 1) < 1e-5)
    let last = try scorer.logprobs(of: [prompt + [5]])[0][69]
    #expect(abs(exp(last) - next[5]) < 1e-5)
  }

  @Test func whatTheModelCannotTakeIsRefused() {
    let scorer = Scorer(testModel(), workers: Workers(threads: 1))
    #expect(throws: EngineError.unknownToken(-1, vocabulary: 37)) {
      try scorer.logprobs(of: [[1, -1]])
    }
    #expect(throws: EngineError.emptyPrompt) { try scorer.probabilities(after: [[]], of: [[1]]) }
  }
}
