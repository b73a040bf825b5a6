/// A completion that is marked as desirable or not.
package struct LabelledRow: Equatable, Sendable {
  /// What is given, a token at least.
  package var prompt: [Int32]
  /// What is learned or unlearned, the end token included.
  package var completion: [Int32]
  /// Whether it is desirable.
  package var isDesirable: Bool
  /// Multiplies the row's loss.
  package var weight: Double
  /// The sum of the completion's log-probabilities under the reference model, in nats.
  package var reference: Double
  /// The completion of another prompt, by which it is seen how far the model has moved at all.
  package var mismatched: [Int32]
  /// The sum of its log-probabilities, after this prompt, under the reference model.
  package var referenceMismatched: Double

  /// Makes a row.
  package init(
    prompt: [Int32], completion: [Int32], isDesirable: Bool, weight: Double = 1, reference: Double,
    mismatched: [Int32], referenceMismatched: Double
  ) {
    self.prompt = prompt
    self.completion = completion
    self.isDesirable = isDesirable
    self.weight = weight
    self.reference = reference
    self.mismatched = mismatched
    self.referenceMismatched = referenceMismatched
  }
}
