import Testing

@testable import Engine

@Suite struct TransformerTests {
  @Test func embeddingsAreScaled() {
    for model in [testModel(), gemmaTestModel()] {
      let (width, scale) = (model.architecture.width, model.architecture.embeddingScale)
      var out = Array(repeating: Float(0), count: 2 * width)
      model.embed(&out, [3, 0])
      for i in 0..<width {
        #expect(out[i] == scale * model.weight(model.layout.embedding + 3 * width)[i])
        #expect(out[width + i] == scale * model.weight(model.layout.embedding)[i])
      }
    }
  }

  /// Layers with a window have angles of their own where the model says so.
  @Test func layersTurnByTheirOwnAngles() throws {
    let head = testNumbers(10, key: 1)
    let gemma = gemmaTestModel()
    let near = try #require(gemma.rotary(0)).plain(head, position: 3)
    let far = try #require(gemma.rotary(1)).plain(head, position: 3)
    #expect(
      near
        == Rotary(theta: 1000, scaling: .none, headWidth: 10, positions: 4)
        .plain(head, position: 3))
    #expect(
      far
        == Rotary(theta: 10_000, scaling: .linear(factor: 4), headWidth: 10, positions: 4)
        .plain(head, position: 3))
    #expect(testModel().rotary(1) == nil)
  }

  @Test func packedWeightsAreSharedUntilTheyAreForgotten() {
    let model = testModel()
    let first = model.packWeights()
    #expect(model.packWeights() === first)
    model.forgetPackedWeights()
    #expect(model.packWeights() !== first)
  }
}
