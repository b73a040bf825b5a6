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
  /// How the rotary frequencies are stretched (`rope_parameters`, `rope_scaling`).
  package var ropeScaling: RopeScaling
  /// Which linear layers add a vector.
  package var biases: Biases
  /// Whether every head's query and key goes through a norm of its own, as in Qwen3.
  package var normsHeads: Bool
  /// Whether the output head is the embedding (`tie_word_embeddings`).
  package var tiedHead: Bool
  /// The longest sequence that the model is meant for, in tokens (`max_position_embeddings`).
  package var context: Int

  /// Makes an architecture.
  package init(
    vocabulary: Int, width: Int, layers: Int, heads: Int, keyValueHeads: Int, headWidth: Int,
    feedForward: Int, normEpsilon: Float = 1e-5, ropeTheta: Float = 10_000, rotates: [Bool],
    ropeScaling: RopeScaling = .none, biases: Biases = Biases(), normsHeads: Bool = false,
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
    self.ropeScaling = ropeScaling
    self.biases = biases
    self.normsHeads = normsHeads
    self.tiedHead = tiedHead
    self.context = context
  }
}

/// Which linear layers of a block add a vector to what they compute.
package struct Biases: Equatable, Sendable {
  /// Queries, keys and values: `attention_bias`, and always in Qwen2.
  package var queryKeyValue: Bool
  /// The way back from attention: `attention_bias`, and never in Qwen2.
  package var output: Bool
  /// All three of the SwiGLU block (`mlp_bias`).
  package var feedForward: Bool

  /// Makes a choice; none without arguments.
  package init(queryKeyValue: Bool = false, output: Bool = false, feedForward: Bool = false) {
    self.queryKeyValue = queryKeyValue
    self.output = output
    self.feedForward = feedForward
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
      add(prefix + "post_attention_layernorm.weight", width)
      add(prefix + "mlp.gate_proj.weight", feedForward, width)
      add(prefix + "mlp.up_proj.weight", feedForward, width)
      if biases.feedForward {
        add(prefix + "mlp.gate_proj.bias", feedForward)
        add(prefix + "mlp.up_proj.bias", feedForward)
      }
      add(prefix + "mlp.down_proj.weight", width, feedForward)
      if biases.feedForward { add(prefix + "mlp.down_proj.bias", width) }
    }
    add("model.norm.weight", width)
    if !tiedHead { add("lm_head.weight", vocabulary, width) }
    return slots
  }

  /// How many numbers the model has.
  package var parameterCount: Int { tensors.last.map(\.range.upperBound) ?? 0 }
}
