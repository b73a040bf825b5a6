extension Architecture {
  /// Every tensor in the order in which the flat parameters hold them.
  package var tensors: [TensorSlot] {
    var slots: [TensorSlot] = []
    var offset = 0
    func add(_ name: String, _ shape: Int...) {
      let slot = TensorSlot(name: name, shape: shape, offset: offset)
      slots.append(slot)
      offset += slot.count
    }
    let (queries, keys) = (heads * headWidth, keyValueHeads * headWidth)
    add("model.embed_tokens.weight", vocabulary, width)
    for layer in 0..<layers {
      let prefix = "model.layers.\(layer)."
      add(prefix + "input_layernorm.weight", width)
      add(prefix + "self_attn.q_proj.weight", queries, width)
      add(prefix + "self_attn.k_proj.weight", keys, width)
      add(prefix + "self_attn.v_proj.weight", keys, width)
      if biases.queryKeyValue {
        add(prefix + "self_attn.q_proj.bias", queries)
        add(prefix + "self_attn.k_proj.bias", keys)
        add(prefix + "self_attn.v_proj.bias", keys)
      }
      if normsHeads {
        add(prefix + "self_attn.q_norm.weight", headWidth)
        add(prefix + "self_attn.k_norm.weight", headWidth)
      }
      add(prefix + "self_attn.o_proj.weight", width, queries)
      if biases.output { add(prefix + "self_attn.o_proj.bias", width) }
      if normsResults { add(prefix + "post_attention_layernorm.weight", width) }
      add(prefix + feedForwardNorm, width)
      add(prefix + "mlp.gate_proj.weight", feedForward, width)
      add(prefix + "mlp.up_proj.weight", feedForward, width)
      if biases.feedForward {
        add(prefix + "mlp.gate_proj.bias", feedForward)
        add(prefix + "mlp.up_proj.bias", feedForward)
      }
      add(prefix + "mlp.down_proj.weight", width, feedForward)
      if biases.feedForward { add(prefix + "mlp.down_proj.bias", width) }
      if normsResults { add(prefix + "post_feedforward_layernorm.weight", width) }
    }
    add("model.norm.weight", width)
    if !tiedHead { add("lm_head.weight", vocabulary, width) }
    return slots
  }

  /// The name of the norm before the feed-forward block.
  ///
  /// In families that norm results, Llama's name for it is that of the norm of attention's result.
  var feedForwardNorm: String {
    normsResults ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight"
  }

  /// How many numbers the model has.
  package var parameterCount: Int { tensors.last.map(\.range.upperBound) ?? 0 }
}
