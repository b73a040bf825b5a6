/// The sizes and switches of a decoder: of Llama's family, and of those that differ from it in parts.
///
/// Names in `config.json` stand in parentheses. What another family needs, and where:
///
/// 1. A switch: a field here; its default leaves all other families as they are.
/// 2. Tensors: names and shapes in Architecture+Tensors.swift, their places in `Layout`.
/// 3. Arithmetic: a part of a layer is a file in Layers/ with its formula, its paper, the plain loop and the
///    call of the kernel. The order of the parts is in Block.swift alone, backwards in Block+Backward.swift:
///    training, scoring, prefill and decoding all run these. What comes before the first block and after
///    the last is in `Transformer.embed` and `Head`.
/// 4. Memory: what a part keeps for the way back, in `LayerActivations`.
/// 5. The key, in Checkpoints: `ModelFamily` names the class; `ConfigurationFields` reads its `config.json`, and
///    refuses what the engine lacks; `ModelConfiguration` sets the fields here from it and writes it again.
/// 6. The tokenizer, if it is not a byte-level one: a file in Checkpoints/Tokenizers, and its key in `TokenizerFiles`.
/// 7. A proof: a model in make_fixtures.py of EngineTests, whose logits, gradients and training run
///    `transformers` computed, and a line in `TestModel` with the switches on.
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
  /// The inner length of the feed-forward block (`intermediate_size`).
  package var feedForward: Int
  /// By what the gate of the feed-forward block is bent (`hidden_act`, `hidden_activation`).
  package var activation: Activation
  /// Added to the mean square before the root (`rms_norm_eps`).
  package var normEpsilon: Float
  /// Added to the gain of every norm: 0, or 1 in Gemma, which stores gains as their distance from 1.
  package var gainOffset: Float
  /// The base of the rotary frequencies (`rope_theta`).
  package var ropeTheta: Float
  /// Whether each layer rotates its queries and keys (`no_rope_layers`, where 1 means it does).
  package var rotates: [Bool]
  /// How the rotary frequencies are stretched (`rope_parameters`, `rope_scaling`).
  package var ropeScaling: RopeScaling
  /// Which layers see only the last tokens, if any do.
  package var window: SlidingWindow?
  /// What scores of attention are multiplied by (`query_pre_attn_scalar`^−½); nil is 1/√`headWidth`.
  package var attentionScale: Float?
  /// What embeddings are multiplied by before the first layer: 1, or √`width` in Gemma.
  package var embeddingScale: Float
  /// Which linear layers add a vector.
  package var biases: Biases
  /// Whether every head's query and key goes through a norm of its own, as in Qwen3.
  package var normsHeads: Bool
  /// Whether the results of attention and of the feed-forward block go through norms of their own before
  /// they are added, as in Gemma 2 and 3.
  package var normsResults: Bool
  /// Whether the output head is the embedding (`tie_word_embeddings`).
  package var tiedHead: Bool
  /// The longest sequence that the model is meant for, in tokens (`max_position_embeddings`).
  package var context: Int

  /// Makes an architecture.
  package init(
    vocabulary: Int, width: Int, layers: Int, heads: Int, keyValueHeads: Int, headWidth: Int,
    feedForward: Int, activation: Activation = .silu, normEpsilon: Float = 1e-5,
    gainOffset: Float = 0, ropeTheta: Float = 10_000, rotates: [Bool],
    ropeScaling: RopeScaling = .none, window: SlidingWindow? = nil, attentionScale: Float? = nil,
    embeddingScale: Float = 1, biases: Biases = Biases(), normsHeads: Bool = false,
    normsResults: Bool = false, tiedHead: Bool, context: Int
  ) {
    self.vocabulary = vocabulary
    self.width = width
    self.layers = layers
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headWidth = headWidth
    self.feedForward = feedForward
    self.activation = activation
    self.normEpsilon = normEpsilon
    self.gainOffset = gainOffset
    self.ropeTheta = ropeTheta
    self.rotates = rotates
    self.ropeScaling = ropeScaling
    self.window = window
    self.attentionScale = attentionScale
    self.embeddingScale = embeddingScale
    self.biases = biases
    self.normsHeads = normsHeads
    self.normsResults = normsResults
    self.tiedHead = tiedHead
    self.context = context
  }
}

extension Architecture {
  /// How many tokens the queries of a layer see; nil for all before them.
  func window(_ layer: Int) -> Int? {
    window.flatMap { $0.layers[layer] ? $0.length : nil }
  }
}
