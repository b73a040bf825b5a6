import Records

/// What one server wants to be told, and what it does not.
struct ServerDialect: Equatable, Sendable {
  var kind = ServerKind.unknown
  /// What is left out of requests, since the server refuses it.
  var omitted: Set<RequestParameter> = []
  /// How the longest completion is called; OpenAI's later models refuse the older name.
  var lengthKey = "max_tokens"
  /// How many of the likeliest tokens are asked for; some servers give fewer than twenty.
  var topLogprobs = 20
  /// How many stop texts a request may have; those behind are done here.
  var mostStops = Int.max
  /// Whether a server is told in so many words that it is to go on with an answer that was begun;
  /// others do so by themselves.
  var marksPrefill = false
  /// Whether settings are sent that are the usual ones, since it is not known what the server
  /// takes for usual.
  var sendsDefaults = false
  /// What a user adds to every request for a completion.
  var body: JSON?

  /// Whether a part is sent.
  func sends(_ part: RequestParameter) -> Bool { !omitted.contains(part) }

  /// The stop texts that are sent; completions are cut at all of them here.
  func stops(of settings: SamplingSettings) -> ArraySlice<String> {
    sends(.stop) ? settings.stop.prefix(mostStops) : []
  }

  /// How a completion is drawn, where the server does not do so by itself.
  ///
  /// llama.cpp and what is made of it draw from the 40 likeliest tokens, cut off those of less than
  /// a twentieth of the likeliest one's probability and, in some versions, punish repetitions by
  /// 1.1. vLLM and SGLang take such settings from the model's `generation_config.json`.
  func distribution(_ settings: SamplingSettings) -> [JSON.Member] {
    var members: [JSON.Member] = []
    func add(_ part: RequestParameter, _ value: JSON) {
      if sends(part) { members.append(.init(part.rawValue, value)) }
    }
    let saysAll = sendsDefaults || !kind.drawsUntempered
    if saysAll || settings.temperature != 1 { add(.temperature, .number(settings.temperature)) }
    if saysAll || settings.topP != 1 { add(.topP, .number(settings.topP)) }
    let whole: JSON
    let repetition: RequestParameter
    switch kind {
    case .vLLM, .sglang: (whole, repetition) = (-1, .repetitionPenalty)
    case .llamaCpp, .llamaCppPython: (whole, repetition) = (0, .repeatPenalty)
    case .ollama, .openAI, .unknown:
      if settings.topK > 0 { add(.topK, .integer(Int64(settings.topK))) }
      return members
    }
    add(.topK, settings.topK > 0 ? .integer(Int64(settings.topK)) : whole)
    add(.minP, 0.0)
    add(repetition, 1.0)
    return members
  }

  // MARK: - What servers refuse

  /// Gives up, or says otherwise, what a server's sentence names and the request had.
  /// - Returns: what changed, for a person; nil if nothing did.
  mutating func adapt(to reason: String, _ call: ServerCall) -> String? {
    func has(_ key: String) -> Bool { call.body[key] != nil }
    if reason.contains("max_completion_tokens"), has("max_tokens"), lengthKey == "max_tokens" {
      lengthKey = "max_completion_tokens"
      return "the longest completion is called max_completion_tokens"
    }
    if reason.contains("logprob") {
      if let most = mostTopLogprobs(reason, call) {
        topLogprobs = most
        return "top_logprobs is \(most)"
      }
      guard has("logprobs"), omitted.insert(.logprobs).inserted else { return nil }
      return left(out: .logprobs)
    }
    // Some models take one of the two.
    let named = RequestParameter.allCases.filter { has($0.rawValue) && $0.isNamed(in: reason) }
    if named.contains(.temperature), named.contains(.topP) {
      omitted.insert(.topP)
      return left(out: .topP)
    }
    if named.first == .stop, let stops = call.body["stop"]?.array, stops.count > 4 {
      mostStops = 4
      return "only 4 stop texts are sent, and completions are cut here at the others"
    }
    guard let part = named.first else { return nil }
    omitted.insert(part)
    return left(out: part)
  }

  private func left(out part: RequestParameter) -> String {
    "\(part.rawValue) is left out: \(part.consequence)"
  }

  /// The number of likeliest tokens that a refusal allows, 5 if it does not say.
  private func mostTopLogprobs(_ reason: String, _ call: ServerCall) -> Int? {
    let isChat = call.body["top_logprobs"] != nil
    let asked = call.body["top_logprobs"]?.integer ?? call.body["logprobs"]?.integer ?? 0
    guard asked > 1, asked > 5 || reason.contains("top_logprobs") else { return nil }
    let numbers = reason.split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
    let allowed = numbers.filter { $0 > 0 && $0 < asked }.max() ?? 5
    guard allowed < asked, isChat || call.path == "/completions" else { return nil }
    return allowed
  }

  /// Takes over what another dialect found out.
  mutating func learn(_ other: ServerDialect) {
    omitted.formUnion(other.omitted)
    lengthKey = other.lengthKey
    topLogprobs = min(topLogprobs, other.topLogprobs)
    mostStops = min(mostStops, other.mostStops)
  }
}
