import Records

/// What a server can do, as it was tried; nil is not known.
package struct ServerAbilities: Equatable, Sendable {
  /// Which server it is, as far as its list of models tells.
  package var kind = "unknown"
  /// Whether it gives as many completions as are asked for at once; here always one is.
  package var n: Bool?
  /// Whether equal seeds give equal completions, and others others.
  package var seed: Bool?
  /// Whether it tells the log-probabilities of what it draws.
  package var logprobs: Bool?
  /// Whether a text ends a completion.
  package var stop: Bool?
  /// How it tells the log-probabilities of a given text: `echo` or `prompt_logprobs`; empty is not
  /// at all.
  package var promptLogprobs: String?
  /// Whether it goes on with an answer that was begun.
  package var prefill: Bool?
  /// Whether seeds changed nothing at all.
  var isAlikeForAllSeeds = false

  /// Nothing is known.
  package init() {}

  /// What the history keeps.
  package var json: JSON {
    func known(_ value: Bool?) -> JSON { value.map { .boolean($0) } ?? .null }
    return [
      "server": .string(kind), "n": known(n), "seed": known(seed), "logprobs": known(logprobs),
      "stop": known(stop),
      "prompt_logprobs": promptLogprobs.map { $0.isEmpty ? false : .string($0) } ?? .null,
      "prefill": known(prefill),
    ]
  }

  /// What a person should know before he waits for completions.
  package var warnings: [String] {
    var warnings: [String] = []
    if seed == false {
      warnings.append("the server ignores seeds: another run would draw other samples")
    }
    if isAlikeForAllSeeds {
      warnings.append("the server gave one text for three seeds: samples may all be alike")
    }
    if stop == false {
      warnings.append("the server ignores stop texts: completions are cut here, and cost more")
    }
    if kind == ServerKind.ollama.rawValue {
      warnings.append(
        "Ollama draws from the likeliest tokens only, and cannot be told otherwise this way")
    }
    return warnings
  }
}
