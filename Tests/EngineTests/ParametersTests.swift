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
      case .norm: #expect(values.allSatisfy { $0 == 1 })
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

  @Test(arguments: [true, false]) func theLayoutIsThatOfTheNames(tied: Bool) {
    var model = (tied ? testModel() : fullTestModel()).architecture
    model.tiedHead = tied
    let layout = Layout(model)
    let offsets = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.offset) })
    #expect(layout.embedding == offsets["model.embed_tokens.weight"])
    #expect(layout.norm == offsets["model.norm.weight"])
    #expect(layout.head == (tied ? layout.embedding : offsets["lm_head.weight"]))
    for (index, layer) in layout.layers.enumerated() {
      let prefix = "model.layers.\(index)."
      #expect(layer.attentionNorm == offsets[prefix + "input_layernorm.weight"])
      #expect(layer.queryKeyValue.weight == offsets[prefix + "self_attn.q_proj.weight"])
      #expect(layer.output.weight == offsets[prefix + "self_attn.o_proj.weight"])
      #expect(layer.feedForwardNorm == offsets[prefix + "post_attention_layernorm.weight"])
      #expect(layer.gateUp.weight == offsets[prefix + "mlp.gate_proj.weight"])
      #expect(layer.down.weight == offsets[prefix + "mlp.down_proj.weight"])
      #expect(layer.queryKeyValue.bias == offsets[prefix + "self_attn.q_proj.bias"])
      #expect(layer.output.bias == offsets[prefix + "self_attn.o_proj.bias"])
      #expect(layer.gateUp.bias == offsets[prefix + "mlp.gate_proj.bias"])
      #expect(layer.down.bias == offsets[prefix + "mlp.down_proj.bias"])
      #expect(layer.headNorms?.query == offsets[prefix + "self_attn.q_norm.weight"])
      #expect(layer.headNorms?.key == offsets[prefix + "self_attn.k_norm.weight"])
    }
  }
}
