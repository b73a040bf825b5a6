import Glibc

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

/// What supervised fine-tuning minimises of a token with probability p.
package enum Likelihood: String, Sendable, CaseIterable {
  /// −log p.
  case sft
  /// −p · log p with the first p held fixed, by which unlikely tokens pull less (DFT, Wu et al.
  /// 2025, arXiv 2508.05629; `train --loss dft`): for p = 0.5 it is 0.5 · ln 2 = 0.346574.
  case dft
}

/// One row's part of L = −(1/N) Σ_rows w Σ_t w_t log p_t, N the learned tokens of the batch.
///
/// With all weights 1 it is the mean over tokens: of tokens with losses 2 | 1, 1, 1 it is 1.25, not
/// the 1.5 of a mean over rows. Weights do not enter N, so a row with a weight of 2 counts twice;
/// a token with the weight 0 is not learned and does not count in N.
/// - Parameters:
///   - logprobs: log p of each completion token, the prompt's left out, in nats.
///   - tokenWeights: w_t; nil is 1 for all.
///   - weight: the row's weight w.
///   - batchTokens: N.
package func supervised(
  logprobs: [Float], tokenWeights: [Float]? = nil, weight: Double, batchTokens: Int,
  likelihood: Likelihood = .sft
) -> TokenLoss {
  precondition(batchTokens > 0, "a mean needs a token")
  precondition(tokenWeights.map { $0.count == logprobs.count } ?? true, "a weight for each token")
  let share = weight / Double(batchTokens)
  var result = TokenLoss(loss: 0, derivatives: [])
  result.derivatives.reserveCapacity(logprobs.count)
  for (place, logprob) in logprobs.enumerated() {
    var slope = share * Double(tokenWeights?[place] ?? 1)
    if likelihood == .dft { slope *= exp(Double(logprob)) }
    result.loss -= slope * Double(logprob)
    result.derivatives.append(Float(-slope))
  }
  return result
}
