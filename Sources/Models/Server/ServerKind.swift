import Records

/// What servers speak the protocol; each has its own ways.
enum ServerKind: String, Sendable {
  case vLLM = "vllm"
  case sglang
  case llamaCpp = "llama.cpp"
  case llamaCppPython = "llama-cpp-python"
  case ollama
  case openAI = "openai"
  case unknown

  /// Tells a server by whom its list of models names as their owner.
  init(models: JSON) {
    switch models["data"]?[0]?["owned_by"]?.string {
    case "vllm": self = .vLLM
    case "sglang": self = .sglang
    case "llamacpp": self = .llamaCpp
    case "me": self = .llamaCppPython
    case "library": self = .ollama
    case "openai", "openai-internal", "system": self = .openAI
    default: self = .unknown
    }
  }

  /// Whether a request that does not say so is drawn from the model's own distribution.
  ///
  /// OpenAI's servers and those like it begin with temperature 1 and top_p 1. llama.cpp and Ollama begin
  /// with 0.8 and 0.95, vLLM and SGLang with what the model's `generation_config.json` says.
  var drawsUntempered: Bool { self == .openAI || self == .unknown }
}
