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

  /// The log-probabilities of every token behind a sequence are the logits, less their sum.
  @Test(arguments: TrainerTests.names) func nextTokensAreThoseOfPyTorch(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let scorer = Scorer(fixture.transformer(numbers), workers: Workers(threads: 1))
    var end = 4 * fixture.architecture.parameterCount
    for sequence in fixture.batches[0].map({ $0.prompt + $0.completion }) {
      end += 23 * sequence.count
      guard sequence.count < fixture.architecture.context else { continue }
      let logits = numbers[end - 23..<end].map(Double.init)
      let sum = logits.reduce(0) { $0 + exp($1) }
      let found = try scorer.logprobs(of: (0..<23).map { sequence + [$0] })
      for (row, logit) in zip(found, logits) {
        #expect(abs(exp(Double(row[sequence.count - 1])) - exp(logit) / sum) < 1e-5)
      }
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
    let all = 0..<Int32(model.architecture.vocabulary)
    let next = try scorer.logprobs(of: all.map { prompt + [$0] }).map { exp($0[69]) }
    #expect(abs(next.reduce(0, +) - 1) < 1e-5)
  }

  /// What it keeps of the weights is as old as the last update.
  @Test func aScorerFollowsTheTrainer() throws {
    let (fixture, numbers) = try Fixture.load("llama-tied")
    let transformer = fixture.transformer(numbers)
    let workers = Workers(threads: 1)
    let trainer = Trainer(
      transformer, optimizer: AdamW(), schedule: Schedule(peak: 1e-2, steps: 2), workers: workers)
    let scorer = Scorer(transformer, workers: workers)
    let sequences = fixture.batches[0].map { $0.prompt + $0.completion }
    let before = try scorer.logprobs(of: sequences)
    _ = try trainer.step(fixture.supervised(0))
    let after = try scorer.logprobs(of: sequences)
    #expect(after != before)
    let fresh = Scorer(Transformer(transformer.parameters.copy()), workers: workers)
    #expect(try fresh.logprobs(of: sequences) == after)
  }

  @Test func whatTheModelCannotTakeIsRefused() {
    let scorer = Scorer(testModel(), workers: Workers(threads: 1))
    #expect(throws: EngineError.unknownToken(-1, vocabulary: 37)) {
      try scorer.logprobs(of: [[1, -1]])
    }
  }
}
