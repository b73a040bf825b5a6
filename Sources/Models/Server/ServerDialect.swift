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
}

/// What one server wants to be told, and what it does not.
struct ServerDialect: Equatable, Sendable {
  var kind = ServerKind.unknown
  /// Whether completions are asked for with log-probabilities; some servers refuse that.
  var asksLogprobs = true
  /// Whether the seed is sent; some servers refuse that.
  var sendsSeed = true
  /// How the longest completion is called; OpenAI's later models refuse the older name.
  var lengthKey = "max_tokens"
  /// Whether a server is told in so many words that it is to go on with an answer that was begun;
  /// others do so by themselves.
  var marksPrefill = false

  /// What switches off that a server draws from another distribution than the model's own.
  ///
  /// llama.cpp and what is made of it draw from the 40 likeliest tokens, cut off those of less than
  /// a twentieth of the likeliest one's probability and, in some versions, punish repetitions by
  /// 1.1. vLLM and SGLang take such settings from the model's `generation_config.json`.
  func distribution(topK: Int) -> [JSON.Member] {
    let whole: Int64
    let repetition: String
    switch kind {
    case .vLLM, .sglang: (whole, repetition) = (-1, "repetition_penalty")
    case .llamaCpp, .llamaCppPython: (whole, repetition) = (0, "repeat_penalty")
    case .ollama, .openAI, .unknown:
      return topK > 0 ? [.init("top_k", .integer(Int64(topK)))] : []
    }
    return [
      .init("top_k", .integer(topK > 0 ? Int64(topK) : whole)), .init("min_p", 0.0),
      .init(repetition, 1.0),
    ]
  }

  /// Gives up what a server refuses, if it was sent; then the request is worth another try.
  /// - Returns: whether something changed.
  @discardableResult
  mutating func adapt(to reason: String) -> Bool {
    let before = self
    if reason.contains("logprob") {
      asksLogprobs = false
    } else if reason.contains("max_completion_tokens") {
      lengthKey = "max_completion_tokens"
    } else if reason.contains("seed") {
      sendsSeed = false
    }
    return self != before
  }
}
