/// The sizes and switches of a Llama-family decoder.
///
/// Names in `config.json` stand in parentheses.
package struct Architecture: Equatable, Sendable {
  /// How many tokens the vocabulary has (`vocab_size`).
  package var vocabulary: Int
  /// The length of a hidden state (`hidden_size`).
  package var width: Int
  /// How many blocks (`num_hidden_layers`).
  package var layers: Int
  /// How many query heads (`num_attention_heads`).
  package var heads: Int
  /// How many key and value heads, a divisor of `heads` (`num_key_value_heads`).
  package var keyValueHeads: Int
  /// The length of one head's query, key and value (`head_dim`).
  package var headWidth: Int
  /// The inner length of the SwiGLU block (`intermediate_size`).
  package var feedForward: Int
  /// Added to the mean square before the root (`rms_norm_eps`).
  package var normEpsilon: Float
  /// The base of the rotary frequencies (`rope_theta`).
  package var ropeTheta: Float
  /// Whether each layer rotates its queries and keys (`no_rope_layers`, where 1 means it does).
  package var rotates: [Bool]
  /// Whether the output head is the embedding (`tie_word_embeddings`).
  package var tiedHead: Bool
  /// The longest sequence that the model is meant for, in tokens (`max_position_embeddings`).
  package var context: Int

  /// Makes an architecture.
  package init(
    vocabulary: Int, width: Int, layers: Int, heads: Int, keyValueHeads: Int, headWidth: Int,
    feedForward: Int, normEpsilon: Float = 1e-5, ropeTheta: Float = 10_000, rotates: [Bool],
    tiedHead: Bool, context: Int
  ) {
    self.vocabulary = vocabulary
    self.width = width
    self.layers = layers
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headWidth = headWidth
    self.feedForward = feedForward
    self.normEpsilon = normEpsilon
    self.ropeTheta = ropeTheta
    self.rotates = rotates
    self.tiedHead = tiedHead
    self.context = context
  }
}

// MARK: - Tensors

/// Where one named tensor lies in a model's flat parameters.
package struct TensorSlot: Equatable, Sendable {
  /// The name that Hugging Face gives it.
  package var name: String
  /// Rows first; a linear layer's weight is (out, in).
  package var shape: [Int]
  /// The index of its first number.
  package var offset: Int
  /// How many numbers it has.
  package var count: Int { shape.reduce(1, *) }
  /// Its numbers within the flat parameters.
  package var range: Range<Int> { offset..<offset + count }
}

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
    add("model.embed_tokens.weight", vocabulary, width)
    for layer in 0..<layers {
      let prefix = "model.layers.\(layer)."
      add(prefix + "input_layernorm.weight", width)
      add(prefix + "self_attn.q_proj.weight", heads * headWidth, width)
      add(prefix + "self_attn.k_proj.weight", keyValueHeads * headWidth, width)
      add(prefix + "self_attn.v_proj.weight", keyValueHeads * headWidth, width)
      add(prefix + "self_attn.o_proj.weight", width, heads * headWidth)
      add(prefix + "post_attention_layernorm.weight", width)
      add(prefix + "mlp.gate_proj.weight", feedForward, width)
      add(prefix + "mlp.up_proj.weight", feedForward, width)
      add(prefix + "mlp.down_proj.weight", width, feedForward)
    }
    add("model.norm.weight", width)
    if !tiedHead { add("lm_head.weight", vocabulary, width) }
    return slots
  }

  /// How many numbers the model has.
  package var parameterCount: Int { tensors.last.map(\.range.upperBound) ?? 0 }
}
