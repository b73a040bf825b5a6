import Losses
import Randomness
import Testing

@testable import Engine

@Suite struct TrainerTests {
  static let names = [
    "llama-tied", "llama-biased", "qwen2", "qwen3", "smollm3-free", "gemma3",
  ]

  private func trainer(_ transformer: Transformer, threads: Int = 1) -> Trainer {
    Trainer(
      transformer, optimizer: AdamW(),
      schedule: Schedule(peak: 1e-2, warmUp: 5, steps: 20, shape: .cosine, floor: 0.1),
      workers: Workers(threads: threads))
  }

  @Test(arguments: names) func gradientsAreThoseOfPyTorch(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let trainer = trainer(fixture.transformer(numbers))
    let count = fixture.architecture.parameterCount
    let batches = [
      ("supervised", fixture.supervised(0)), ("preference", fixture.preference(alpha: 0)),
      ("scpo", fixture.preference(alpha: 1)),
    ]
    for (place, (label, batch)) in batches.enumerated() {
      let metrics = try trainer.measure(batch)
      let loss = try #require(fixture.losses[label])
      #expect(abs(metrics.loss / loss - 1) < 1e-5, "\(label)")
      for slot in fixture.architecture.tensors {
        let found = trainer.gradients.array[slot.range]
        let from = (place + 1) * count + slot.offset
        let error = worstError(found, numbers[from..<from + slot.count])
        #expect(error < 1e-4, "\(label) \(slot.name)")
      }
    }
  }

  @Test(arguments: names) func aRunHasTheLossesOfPyTorch(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let trainer = trainer(fixture.transformer(numbers))
    for (step, expected) in fixture.run.enumerated() {
      let metrics = try trainer.step(fixture.supervised(step % 3))
      #expect(abs(metrics.loss / expected - 1) < 1e-4, "step \(step)")
    }
  }

  /// Moves single parameters and looks at the loss.
  @Test(arguments: ["llama-biased", "qwen3", "smollm3-free", "gemma3"])
  func gradientsAreFiniteDifferences(name: String) throws {
    let (fixture, numbers) = try Fixture.load(name)
    let transformer = fixture.transformer(numbers)
    let trainer = trainer(transformer)
    for batch in [fixture.supervised(1), fixture.preference(alpha: 1)] {
      _ = try trainer.measure(batch)
      let exact = trainer.gradients.array
      let scale = exact.reduce(0) { max($0, abs($1)) }
      for index in stride(from: 0, to: exact.count, by: 97) {
        let kept = numbers[index]
        transformer.parameters.buffer.start[index] = kept + 0x1p-7
        let above = try trainer.measure(batch).loss
        transformer.parameters.buffer.start[index] = kept - 0x1p-7
        let below = try trainer.measure(batch).loss
        transformer.parameters.buffer.start[index] = kept
        #expect(abs(Float((above - below) * 64) - exact[index]) < 5e-3 * scale, "\(index)")
      }
    }
  }

  @Test func threadsChangeNoBit() throws {
    let (fixture, numbers) = try Fixture.load("llama-tied")
    var weights: [[Float]] = []
    for threads in [1, 3] {
      let trainer = trainer(fixture.transformer(numbers), threads: threads)
      for step in 0..<5 { _ = try trainer.step(fixture.supervised(step % 3)) }
      weights.append(trainer.transformer.parameters.buffer.array)
    }
    #expect(weights[0] == weights[1])
    #expect(weights[0] != Array(numbers.prefix(weights[0].count)))
  }

  @Test func aResumedRunIsTheUndisturbedOne() throws {
    let (fixture, numbers) = try Fixture.load("llama-tied")
    let whole = trainer(fixture.transformer(numbers))
    for step in 0..<6 { _ = try whole.step(fixture.supervised(step % 3)) }
    let first = trainer(fixture.transformer(numbers))
    for step in 0..<3 { _ = try first.step(fixture.supervised(step % 3)) }
    let second = trainer(Transformer(first.transformer.parameters.copy()))
    for index in 0..<first.firstMoment.count {
      second.firstMoment.start[index] = first.firstMoment.start[index]
      second.secondMoment.start[index] = first.secondMoment.start[index]
    }
    second.resume(after: first.steps)
    for step in 3..<6 { _ = try second.step(fixture.supervised(step % 3)) }
    #expect(
      second.transformer.parameters.buffer.array
        == whole.transformer.parameters.buffer.array)
  }

  /// Each batch of an update has its own baseline, though all are scored in one call.
  @Test func batchesKeepTheirBaselines() throws {
    let (fixture, numbers) = try Fixture.load("llama-tied")
    let trainer = trainer(fixture.transformer(numbers), threads: 2)
    func batch(_ range: Range<Int>) -> Batch {
      .labelled(
        range.map { row in
          LabelledRow(
            prompt: [Int32(row), 2], completion: [3, Int32(row)], isDesirable: row % 2 == 0,
            reference: -5, mismatched: [4, Int32(row), 1],
            referenceMismatched: row < 4 ? -40 : -9 - Double(row))
        }, KTO(beta: 0.3, desirableWeight: 1, undesirableWeight: 2))
    }
    let parts = [batch(1..<4), batch(4..<9)]
    let losses = try parts.map { try trainer.measure($0).loss }
    #expect(abs(losses[0] - losses[1]) > 1e-3)
    let together = try trainer.measure(parts).loss
    #expect(abs(together - (losses[0] + losses[1]) / 2) < 1e-6)
  }

  @Test func badTokensChangeNothing() throws {
    let (fixture, numbers) = try Fixture.load("llama-tied")
    let trainer = trainer(fixture.transformer(numbers))
    let cases: [(SupervisedRow, EngineError)] = [
      (SupervisedRow(prompt: [], completion: [1]), .emptyPrompt),
      (SupervisedRow(prompt: [1], completion: []), .emptyBatch),
      (SupervisedRow(prompt: [1], completion: [23]), .unknownToken(23, vocabulary: 23)),
      (
        SupervisedRow(prompt: [1], completion: Array(repeating: 2, count: 32)),
        .tooLong(tokens: 33, context: 32)
      ),
    ]
    for (row, error) in cases {
      #expect(throws: error) { try trainer.step(.supervised([row])) }
    }
    #expect(trainer.steps == 0)
    #expect(
      trainer.transformer.parameters.buffer.array
        == Array(numbers.prefix(fixture.architecture.parameterCount)))
  }
}
