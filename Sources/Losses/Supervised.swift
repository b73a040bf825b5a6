// Supervised fine-tuning: cross-entropy on the completion's tokens

/// A loss and how it changes with the log-probability of each token.
package struct TokenLoss: Equatable, Sendable {
  /// This row's part of the batch's loss, in nats.
  package var loss: Double
  /// ∂loss/∂log p of each token.
  package var derivatives: [Float]

  /// Makes a loss.
  package init(loss: Double, derivatives: [Float]) {
    self.loss = loss
    self.derivatives = derivatives
  }
}

/// One row's part of L = −(1/N) Σ_rows w Σ_t log p_t, N the completion tokens of the batch.
///
/// With all weights 1 it is the mean over tokens. Weights do not enter N, so a weight of 0 leaves
/// a row out and one of 2 counts it twice.
/// - Parameters:
///   - logprobs: log p of each completion token, the prompt's left out, in nats.
///   - weight: the row's weight w.
///   - batchTokens: N.
package func supervised(logprobs: [Float], weight: Double, batchTokens: Int) -> TokenLoss {
  precondition(batchTokens > 0, "a mean needs a token")
  let share = weight / Double(batchTokens)
  let sum = logprobs.reduce(0.0) { $0 + Double($1) }
  return TokenLoss(
    loss: -share * sum, derivatives: Array(repeating: Float(-share), count: logprobs.count))
}
