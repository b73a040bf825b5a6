/// A prompt with several completions and what they are worth.
package struct CompletionGroup: Equatable, Sendable {
  /// One completion.
  package struct Member: Equatable, Sendable {
    /// Its tokens, the end token included.
    package var tokens: [Int32]
    /// What it is worth; nil if it is unknown.
    package var reward: Double?
    /// The tokens' log-probabilities when they were drawn, in nats; nil takes those at the step,
    /// as if it had just been drawn.
    package var old: [Float]?
    /// Their log-probabilities under the reference model, in nats; nil if the loss needs none.
    package var reference: [Float]?

    /// Makes a completion.
    package init(tokens: [Int32], reward: Double?, old: [Float]? = nil, reference: [Float]? = nil) {
      self.tokens = tokens
      self.reward = reward
      self.old = old
      self.reference = reference
    }
  }

  /// What is given, a token at least.
  package var prompt: [Int32]
  /// The completions.
  package var members: [Member]
  /// Multiplies the loss of all of them.
  package var weight: Double

  /// Makes a group.
  package init(prompt: [Int32], members: [Member], weight: Double = 1) {
    self.prompt = prompt
    self.members = members
    self.weight = weight
  }
}
