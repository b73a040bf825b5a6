// Losses of a preferred and a rejected completion, over the sums of their log-probabilities

/// The log-probabilities of one pair, each the sum over a completion's tokens, in nats.
package struct PairLogprobs: Equatable, Sendable {
  /// Under the model that is trained.
  package var chosen: Double
  package var rejected: Double
  /// Under the reference model.
  package var referenceChosen: Double
  package var referenceRejected: Double
  /// How many tokens the chosen completion has.
  package var chosenTokens: Int

  /// Makes a pair.
  package init(
    chosen: Double, rejected: Double, referenceChosen: Double, referenceRejected: Double,
    chosenTokens: Int
  ) {
    self.chosen = chosen
    self.rejected = rejected
    self.referenceChosen = referenceChosen
    self.referenceRejected = referenceRejected
    self.chosenTokens = chosenTokens
  }

  /// Δ = log[π(y⁺)/π_ref(y⁺)] − log[π(y⁻)/π_ref(y⁻)].
  package var margin: Double { (chosen - referenceChosen) - (rejected - referenceRejected) }
}

/// A loss and how it changes with the two sums of log-probabilities.
package struct PairLoss: Equatable, Sendable {
  /// The pair's loss, in nats.
  package var loss: Double
  /// ∂loss/∂log π(y⁺).
  package var chosen: Double
  /// ∂loss/∂log π(y⁻).
  package var rejected: Double

  /// Makes a loss.
  package init(loss: Double, chosen: Double, rejected: Double) {
    self.loss = loss
    self.chosen = chosen
    self.rejected = rejected
  }
}

/// Direct preference optimisation with a likelihood term and a weight:
/// L = −w · log σ(β · Δ) − (α · w / |y⁺|) · log π(y⁺).
///
/// α = 0, w = 1 is DPO (Rafailov et al. 2023, eq. 7); w = (V(y⁺) − V(y⁻))/k from votes is
/// ScPO's loss (Prasad et al. 2024, arXiv 2411.04109).
/// - Parameters:
///   - pair: the sums of log-probabilities.
///   - beta: β, how closely the reference is kept.
///   - alpha: α, the share of the likelihood of the chosen completion.
///   - weight: w.
package func directPreference(
  _ pair: PairLogprobs, beta: Double, alpha: Double = 0, weight: Double = 1
) -> PairLoss {
  let logit = beta * pair.margin
  let slope = -weight * beta * sigmoid(-logit)
  var result = PairLoss(loss: -weight * logSigmoid(logit), chosen: slope, rejected: -slope)
  if alpha != 0 {
    precondition(pair.chosenTokens > 0, "the likelihood of a completion needs a token")
    let share = alpha * weight / Double(pair.chosenTokens)
    result.loss -= share * pair.chosen
    result.chosen -= share
  }
  return result
}
