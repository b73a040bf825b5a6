/// A prompt with a better and a worse completion.
package struct PreferencePair: Equatable, Sendable {
  /// What is given, a token at least.
  package var prompt: [Int32]
  /// The better completion, the end token included.
  package var chosen: [Int32]
  /// The worse completion, the end token included.
  package var rejected: [Int32]
  /// Multiplies the pair's loss.
  package var weight: Double
  /// How probable it is that the preference is the other way round.
  package var smoothing: Double
  /// By how much the better completion is scored higher.
  package var gap: Double
  /// The sum of the chosen tokens' log-probabilities under the reference model, in nats.
  package var referenceChosen: Double
  /// The same of the rejected tokens.
  package var referenceRejected: Double

  /// Makes a pair.
  package init(
    prompt: [Int32], chosen: [Int32], rejected: [Int32], weight: Double = 1, smoothing: Double = 0,
    gap: Double = 0, referenceChosen: Double, referenceRejected: Double
  ) {
    self.prompt = prompt
    self.chosen = chosen
    self.rejected = rejected
    self.weight = weight
    self.smoothing = smoothing
    self.gap = gap
    self.referenceChosen = referenceChosen
    self.referenceRejected = referenceRejected
  }
}
