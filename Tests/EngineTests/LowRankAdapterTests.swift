import Losses
import Testing

@testable import Engine

@Suite struct LowRankAdapterTests {
  private func trainer(_ transformer: Transformer, threads: Int = 2) -> Trainer {
    let adapter = LowRankAdapter(
      transformer.parameters, rank: 2, alpha: 3, targets: ["q_proj", "o_proj", "up_proj"], key: 1)
    return Trainer(
      transformer, adapter: adapter, optimizer: AdamW(),
      schedule: Schedule(peak: 1e-2, steps: 10), workers: Workers(threads: threads))
  }

  private let batch = Batch.supervised([
    SupervisedRow(prompt: testTokens(4, key: 1), completion: testTokens(9, key: 2)),
    SupervisedRow(prompt: testTokens(2, key: 3), completion: testTokens(5, key: 4)),
  ])

  @Test func factorsBeginWithoutEffect() throws {
    let transformer = testModel()
    let before = transformer.parameters.buffer.array
    let trainer = trainer(transformer)
    trainer.adapter?.apply(to: transformer.parameters, workers: Workers(threads: 1))
    #expect(transformer.parameters.buffer.array == before)
    #expect(trainer.adapter?.factors.count == 6)
    #expect(trainer.adapter?.targets == ["o_proj", "q_proj", "up_proj"])
  }

  /// Moves single factors and looks at the loss.
  @Test func gradientsAreFiniteDifferences() throws {
    let transformer = testModel()
    let trainer = trainer(transformer)
    let adapter = try #require(trainer.adapter)
    for (index, number) in testNumbers(adapter.buffer.count, key: 6).enumerated() {
      adapter.buffer.start[index] = number * 0.2
    }
    func measure() throws -> Double {
      trainer.resume(after: 0)
      return try trainer.measure(batch).loss
    }
    _ = try measure()
    let exact = trainer.factorGradients.array
    let scale = exact.reduce(0) { max($0, abs($1)) }
    for index in stride(from: 0, to: exact.count, by: 37) {
      let kept = adapter.buffer.start[index]
      adapter.buffer.start[index] = kept + 0x1p-7
      let above = try measure()
      adapter.buffer.start[index] = kept - 0x1p-7
      let below = try measure()
      adapter.buffer.start[index] = kept
      #expect(abs(Float((above - below) * 64) - exact[index]) < 1e-2 * scale, "\(index)")
    }
  }

  @Test func onlyTheFactorsAreLearned() throws {
    let transformer = testModel()
    let before = transformer.parameters.buffer.array
    let trainer = trainer(transformer)
    let first = try trainer.step(batch)
    for _ in 0..<5 { _ = try trainer.step(batch) }
    #expect(try trainer.measure(batch).loss < first.loss)
    let targets = ["q_proj", "o_proj", "up_proj"]
    for slot in transformer.architecture.tensors {
      let isChanged = transformer.parameters.buffer.array[slot.range] != before[slot.range]
      #expect(isChanged == targets.contains { slot.name.contains($0) }, "\(slot.name)")
    }
  }

  @Test func threadsChangeNoBit() throws {
    let weights = try [1, 3].map { threads in
      let trainer = trainer(testModel(), threads: threads)
      for _ in 0..<3 { _ = try trainer.step(batch) }
      return trainer.learned.array
    }
    #expect(weights[0] == weights[1])
  }
}
