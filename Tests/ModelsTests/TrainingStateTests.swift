import Foundation
import Models
import Records
import Testing

@Suite struct TrainingStateTests {
  let scratch: Scratch
  let options: JSON = ["learning-rate": 0.001, "rows": "00ff", "seed": 42]
  let state = TrainingState(
    parameters: [1, 2, 3], firstMoments: [0.5, 0, -1], secondMoments: [0.25, 0, 1], step: 7,
    epoch: 1, position: 96, seed: .max)

  init() throws { scratch = try Scratch() }

  @Test func whatWasSavedIsLoaded() throws {
    let path = scratch("checkpoint")
    #expect(try TrainingState.load(path: path, options: options, count: 3) == nil)
    try state.save(to: path, options: options)
    #expect(try TrainingState.load(path: path, options: options, count: 3) == state)
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
    try state.save(to: path, options: options)
    #expect(
      throws: ModelError.unsupported(
        "\(path): the checkpoint is of another run: its \(says) (remove it to begin anew)")
    ) { try TrainingState.load(path: path, options: others, count: 3) }
  }

  @Test func anotherModelsCheckpointIsRefused() throws {
    let path = scratch("checkpoint")
    try state.save(to: path, options: options)
    #expect(
      throws: ModelError.damaged("\(path): tensor parameters is [3], expected [4]")
    ) { try TrainingState.load(path: path, options: options, count: 4) }
    try Safetensors.write([.init("a", [1])], numbers: [[1]], to: path)
    #expect(
      throws: ModelError.damaged("\(path): it is no checkpoint: step is missing")
    ) { try TrainingState.load(path: path, options: options, count: 1) }
  }
}
