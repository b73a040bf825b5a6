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
}
