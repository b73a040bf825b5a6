/// How completions are drawn.
package struct SamplingSettings: Equatable, Sendable {
  /// Divides the logits; 0 takes the likeliest token always.
  package var temperature = 1.0
  /// Draws from the smallest set of tokens whose probabilities reach this sum; 1 is all of them.
  package var topP = 1.0
  /// Draws from this many likeliest tokens; 0 is all of them.
  package var topK = 0
  /// The longest completion, in tokens.
  package var maxTokens = 512
  /// Texts that end a completion; they are not part of it.
  package var stop: [String] = []
  /// Whether the log-probability of every token is wanted, beside their sum.
  package var logprobs = false

  /// Makes settings that draw from the model's own distribution.
  package init() {}
}
