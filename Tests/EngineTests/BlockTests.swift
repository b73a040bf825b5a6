import Testing

@testable import Engine

@Suite struct BlockTests {
  /// Moves single parameters of every tensor and looks at the loss: the order of the parts is the same
  /// forward and backward, whatever switches a model has.
  @Test(arguments: TestModels.allCases) func gradientsAreFiniteDifferences(
    which: TestModels
  ) throws {
    let model = which.model
    let trainer = Trainer(
      model, optimizer: AdamW(), schedule: Schedule(peak: 1, steps: 1),
      workers: Workers(threads: 1))
    let batch = Batch.supervised(
      (0..<4).map {
        SupervisedRow(
          prompt: testTokens(3 + 5 * $0, key: UInt64($0)), completion: testTokens(9, key: 8))
      })
    _ = try trainer.measure(batch)
    let exact = trainer.gradients.array
    let numbers = model.parameters.buffer.start
    for slot in model.architecture.tensors {
      let scale = exact[slot.range].reduce(0) { max($0, abs($1)) }
      for index in stride(from: slot.offset, to: slot.range.upperBound, by: slot.count / 3 + 1) {
        let kept = numbers[index]
        numbers[index] = kept + 0x1p-8
        let above = try trainer.measure(batch).loss
        numbers[index] = kept - 0x1p-8
        let below = try trainer.measure(batch).loss
        numbers[index] = kept
        let slope = Float((above - below) * 128)
        #expect(abs(slope - exact[index]) < 2e-2 * scale + 2e-5, "\(slot.name) \(index)")
      }
    }
  }

  /// Training keeps every state and scoring none; they compute the same.
  @Test(arguments: TestModels.allCases) func keptStatesChangeNothing(which: TestModels) {
    let model = which.model
    var packing = Packing()
    packing.append(testTokens(20, key: 1))
    packing.append(testTokens(7, key: 2))
    let packed = model.packWeights()
    let outputs = [true, false].map { keeping in
      let activations = Activations(model.architecture, keeping: keeping)
      model.forward(packing, activations, packed: packed)
      return (0..<27 * model.architecture.width).map { activations.output[$0] }
    }
    #expect(outputs[0] == outputs[1])
  }
}
