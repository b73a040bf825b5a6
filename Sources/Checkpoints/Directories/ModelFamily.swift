import Engine

/// The classes of transformers that the engine computes.
///
/// What another family needs, here and in the engine, is listed at the head of `Architecture`.
package enum ModelFamily: String, CaseIterable, Sendable {
  case llama = "LlamaForCausalLM"
  case qwen2 = "Qwen2ForCausalLM"
  case qwen3 = "Qwen3ForCausalLM"
  case smolLM3 = "SmolLM3ForCausalLM"

  /// The `model_type` of its `config.json`.
  var type: String {
    switch self {
    case .llama: "llama"
    case .qwen2: "qwen2"
    case .qwen3: "qwen3"
    case .smolLM3: "smollm3"
    }
  }

  /// The simplest class that has what a model needs.
  init(of architecture: Architecture) {
    if architecture.normsHeads {
      self = .qwen3
    } else if architecture.biases.queryKeyValue, !architecture.biases.output {
      self = .qwen2
    } else if architecture.rotates.contains(false)
      || architecture.width % architecture.heads != 0
    {
      self = .smolLM3
    } else {
      self = .llama
    }
  }

  /// What transformers 5 takes for sizes that a `config.json` does not state.
  struct Defaults {
    var width = 4096
    var layers = 32
    var heads = 32
    /// As many as heads if nil.
    var keyValueHeads: Int?
    /// Width by heads if nil.
    var headWidth: Int?
    var feedForward = 11_008
    var vocabulary = 32_000
    var context = 2048
    var ropeTheta = 10_000.0
    var tiesHead = false
  }

  var defaults: Defaults {
    switch self {
    case .llama: Defaults()
    case .qwen2:
      Defaults(keyValueHeads: 32, feedForward: 22_016, vocabulary: 151_936, context: 32_768)
    case .qwen3:
      Defaults(
        keyValueHeads: 32, headWidth: 128, feedForward: 22_016, vocabulary: 151_936,
        context: 32_768)
    case .smolLM3:
      Defaults(
        width: 2048, layers: 36, heads: 16, keyValueHeads: 4, vocabulary: 128_256,
        context: 32_768, ropeTheta: 2_000_000, tiesHead: true)
    }
  }
}
