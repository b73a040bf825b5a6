import Testing

@testable import Engine

@Suite struct ParametersTests {
  @Test func untrainedTensorsHaveTheirSpread() {
    let model = fullTestModel().architecture
    let parameters = Parameters(model, key: 1)
    let all = parameters.buffer.array
    for slot in model.tensors {
      let values = all[slot.range]
      switch slot.role {
      case .norm: #expect(values.allSatisfy { $0 + model.gainOffset == 1 })
      case .bias: #expect(values.allSatisfy { $0 == 0 })
      case .embedding:
        let square = values.reduce(0) { $0 + $1 * $1 } / Float(slot.count)
        #expect(abs(square.squareRoot() - 0.02) < 0.002)
      case .linear:
        let bound = 1 / Float(slot.shape[1]).squareRoot()
        #expect(values.allSatisfy { abs($0) <= bound })
        #expect(values.contains { abs($0) > 0.9 * bound })
      }
    }
    #expect(withExtendedLifetime(parameters) { UInt(bitPattern: $0.buffer.start) % 64 == 0 })
  }

  @Test func equalKeysGiveEqualModels() {
    let model = testModel().architecture
    let one = Parameters(model, key: 1).buffer.array
    #expect(one == Parameters(model, key: 1).buffer.array)
    #expect(one != Parameters(model, key: 2).buffer.array)
  }
}
