import Checkpoints

/// One question to a model.
package enum ModelRequest: Equatable, Sendable {
  /// Draw one completion; equal seeds, below 2^63, give equal completions where the model can
  /// promise it.
  case complete(Prompt, SamplingSettings, seed: UInt64)
  /// How likely is this completion? `ended` counts the end token after it too.
  case score(Prompt, completion: String, ended: Bool)
  /// How likely is each word as the beginning of the completion?
  case probabilities(Prompt, words: [String])
}

extension ModelRequest {
  /// What the model is shown.
  var prompt: Prompt {
    switch self {
    case .complete(let prompt, _, _), .score(let prompt, _, _), .probabilities(let prompt, _):
      prompt
    }
  }

  /// What it may cost in tokens at most: four bytes of a prompt are taken for one.
  var mostTokens: Int {
    switch self {
    case .complete(let prompt, let sampling, _): prompt.guessedTokens + sampling.maxTokens
    case .score(let prompt, let completion, _):
      prompt.guessedTokens + completion.utf8.count / 4 + 1
    case .probabilities(let prompt, _): prompt.guessedTokens + 1
    }
  }
}

extension Prompt {
  /// How many tokens it has, about: a quarter of its bytes, and four for each message.
  var guessedTokens: Int {
    switch self {
    case .text(let text): text.utf8.count / 4
    case .messages(let messages): messages.reduce(0) { $0 + $1.content.utf8.count / 4 + 4 }
    }
  }
}
