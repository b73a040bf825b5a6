import Testing

@testable import Engine

@Suite struct LayoutTests {
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
      #expect(layer.attentionResultNorm == nil && layer.feedForwardResultNorm == nil)
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

  /// In families that norm results, Llama's name for the norm before the feed-forward block is that of
  /// the norm after attention.
  @Test func normsOfResultsHaveTheirPlaces() {
    let model = gemmaTestModel().architecture
    let offsets = Dictionary(uniqueKeysWithValues: model.tensors.map { ($0.name, $0.offset) })
    for (index, layer) in Layout(model).layers.enumerated() {
      let prefix = "model.layers.\(index)."
      #expect(layer.attentionResultNorm == offsets[prefix + "post_attention_layernorm.weight"])
      #expect(layer.feedForwardNorm == offsets[prefix + "pre_feedforward_layernorm.weight"])
      #expect(layer.feedForwardResultNorm == offsets[prefix + "post_feedforward_layernorm.weight"])
    }
  }
}
