import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Records
import Testing

@Suite struct TrainingStateTests {
  let scratch: Scratch
  let options: JSON = ["learning-rate": 0.001, "rows": "00ff", "seed": 42]
  let state = TrainingState(epoch: 1, position: 96, metrics: 1234)

  init() throws { scratch = try Scratch() }

  private func trainer(rotates: [Bool] = [false]) -> Trainer {
    let architecture = TinyModel.architecture(rotates: rotates)
    return Trainer(
      Transformer(TinyModel.parameters(of: architecture)), optimizer: AdamW(),
      schedule: Schedule(peak: 0.01, warmUp: 2, steps: 10), workers: Workers(threads: 1))
  }

  private func batch(_ step: Int) -> Batch {
    .supervised([SupervisedRow(prompt: [2, 3], completion: [Int32(step), 0])])
  }

  @Test func aRunGoesOnAsIfNotInterrupted() throws {
    let path = scratch("checkpoint")
    let whole = trainer()
    for step in 2..<5 { _ = try whole.step(batch(step)) }
    try state.save(whole, to: path, options: options)
    for step in 5..<8 { _ = try whole.step(batch(step)) }

    let resumed = trainer()
    #expect(try TrainingState.load(path: scratch("no"), options: options, into: resumed) == nil)
    #expect(try TrainingState.load(path: path, options: options, into: resumed) == state)
    #expect(resumed.steps == 3)
    for step in 5..<8 { _ = try resumed.step(batch(step)) }
    #expect(
      resumed.transformer.parameters.buffer.array == whole.transformer.parameters.buffer.array)
    #expect(resumed.secondMoment.array == whole.secondMoment.array)
  }

  @Test(
    arguments: [
      (
        ["learning-rate": 0.002, "rows": "00ff", "seed": 42],
        "learning-rate is 0.001, this run's 0.002"
      ),
      (["learning-rate": 0.001, "rows": "00ff"], "seed is 42, this run's absent"),
      (
        ["learning-rate": 0.001, "rows": "00ff", "seed": 42, "loss": "dpo"],
        #"loss is absent, this run's "dpo""#
      ),
    ] as [(JSON, String)])
  func anotherRunsCheckpointIsRefusedByName(others: JSON, says: String) throws {
    let path = scratch("checkpoint")
    try state.save(trainer(), to: path, options: options)
    #expect(
      throws: ModelError.unsupported(
        "\(path): the checkpoint is of another run: its \(says) (remove it to begin anew)")
    ) { try TrainingState.load(path: path, options: others, into: trainer()) }
  }

  @Test func anotherModelsCheckpointIsRefused() throws {
    let path = scratch("checkpoint")
    try state.save(trainer(), to: path, options: options)
    let error = #expect(throws: ModelError.self) {
      try TrainingState.load(path: path, options: options, into: trainer(rotates: [true, true]))
    }
    #expect(
      error == .damaged("\(path): tensor parameters is [2192], expected [4144]"))
    try Safetensors.write([.init("a", [1])], numbers: [FloatBuffer([1])], to: path)
    #expect(
      throws: ModelError.damaged("\(path): it is no checkpoint: step is missing")
    ) { try TrainingState.load(path: path, options: options, into: trainer()) }
  }
}
