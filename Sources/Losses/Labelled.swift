// A loss of single completions, each marked as desirable or not

/// A loss and how it changes with the sum of a completion's log-probabilities.
package struct SequenceLoss: Equatable, Sendable {
  /// The completion's loss.
  package var loss: Double
  /// ∂loss/∂log π(y).
  package var derivative: Double

  /// Makes a loss.
  package init(loss: Double, derivative: Double) {
    self.loss = loss
    self.derivative = derivative
  }
}

/// KTO, by how much a completion is more likely than a baseline.
///
/// With r = log π(y) − log π_ref(y) it is w_D (1 − σ(β(r − z))) for a desirable completion and w_U
/// (1 − σ(β(z − r))) for another (KTO, Ethayarajh et al. 2024, arXiv 2402.01306, eq. 7;
/// `train --loss kto`). β = 0.1: desirable r = 2, z = 0 gives 0.450166; undesirable r = −1, z = 0.5
/// gives 0.462570.
package struct KTO: Equatable, Sendable {
  /// β: how strongly labels bind to the reference.
  package var beta: Double
  /// w_D.
  package var desirableWeight: Double
  /// w_U.
  package var undesirableWeight: Double

  /// Makes the loss; the weights are 1 in TRL too.
  package init(beta: Double, desirableWeight: Double = 1, undesirableWeight: Double = 1) {
    self.beta = beta
    self.desirableWeight = desirableWeight
    self.undesirableWeight = undesirableWeight
  }

  /// z, how far the model has moved from its reference at all; no gradient flows through it.
  ///
  /// It is max(0, mean of log π(y′) − log π_ref(y′)) over completions y′ of other prompts.
  package func baseline(mismatchedRewards: [Double]) -> Double {
    guard !mismatchedRewards.isEmpty else { return 0 }
    return max(0, mismatchedRewards.reduce(0, +) / Double(mismatchedRewards.count))
  }

  /// The loss of one completion.
  /// - Parameters:
  ///   - reward: r.
  ///   - baseline: z.
  package func loss(reward: Double, isDesirable: Bool, baseline: Double) -> SequenceLoss {
    let sign = isDesirable ? 1.0 : -1.0
    let weight = isDesirable ? desirableWeight : undesirableWeight
    let logit = sign * beta * (reward - baseline)
    return SequenceLoss(
      loss: weight * sigmoid(-logit),
      derivative: -weight * sign * beta * sigmoid(logit) * sigmoid(-logit))
  }
}
