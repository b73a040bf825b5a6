import Glibc

// Losses of several completions of one prompt, each with a reward
// R reward, A advantage, G completions of a group, ρ = π/π_old, ε clipping, β strength

/// How a reward is compared with those of its group.
package enum AdvantageScale: String, Sendable, CaseIterable {
  /// Divided by the group's deviation (GRPO, Shao et al. 2024, arXiv 2402.03300;
  /// `train --loss grpo`).
  case group
  /// Divided by the deviation of all rewards of the batch.
  case batch
  /// Not divided (Dr. GRPO, Liu et al. 2025, arXiv 2503.20783;
  /// `train --loss dr_grpo --scale-rewards none`).
  case none
}

/// A = (R − mean of the group) / (deviation + 1e-4), deviations with n − 1.
///
/// R = 1, 0, 0, 1: ±0.865875, and ±0.5 with `none`. A completion without a reward has A = 0 and
/// counts in no mean; where there are fewer than two rewards, the deviation is 0.
/// - Parameter groups: the rewards of each prompt's completions.
package func groupAdvantages(_ groups: [[Double?]], scale: AdvantageScale) -> [[Double]] {
  let overall = deviation(groups.flatMap { $0.compactMap { $0 } })
  return groups.map { rewards in
    let known = rewards.compactMap { $0 }
    let mean = known.reduce(0, +) / Double(max(known.count, 1))
    let divisor =
      switch scale {
      case .group: deviation(known) + 1e-4
      case .batch: overall + 1e-4
      case .none: 1.0
      }
    return rewards.map { reward in reward.map { ($0 - mean) / divisor } ?? 0 }
  }
}

/// A reward less the mean of the others', which is G/(G−1) · (R_i − mean).
///
/// R = 1, 0, 0, 1 gives ⅔, −⅔, −⅔, ⅔ (RLOO, Ahmadian et al. 2024, arXiv 2402.14740;
/// `train --loss rloo`). A completion without a reward has A = 0 and does not count for the others;
/// the only completion with a reward has A = 0 as well.
/// - Parameter normalizing: shifts and scales all advantages of the batch to mean 0 and
///   deviation 1.
package func leaveOneOutAdvantages(_ groups: [[Double?]], normalizing: Bool = false) -> [[Double]] {
  let raw = groups.map { rewards -> [Double?] in
    let known = rewards.compactMap { $0 }
    let sum = known.reduce(0, +)
    guard known.count > 1 else { return rewards.map { $0.map { _ in 0 } } }
    return rewards.map { reward in
      reward.map { $0 - (sum - $0) / Double(known.count - 1) }
    }
  }
  guard normalizing else { return raw.map { $0.map { $0 ?? 0 } } }
  let known = raw.flatMap { $0.compactMap { $0 } }
  let mean = known.reduce(0, +) / Double(max(known.count, 1))
  let divisor = deviation(known) + 1e-4
  return raw.map { $0.map { advantage in advantage.map { ($0 - mean) / divisor } ?? 0 } }
}

/// √(Σ (x − mean)² / (n − 1)); 0 for fewer than two numbers.
private func deviation(_ values: [Double]) -> Double {
  guard values.count > 1 else { return 0 }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}

/// Between which bounds a ratio of probabilities may move before it pulls no longer.
package struct Clipping: Equatable, Sendable {
  /// ε below: ratios under 1 − ε are cut.
  package var below: Double
  /// ε above: ratios over 1 + ε are cut.
  package var above: Double

  /// Makes bounds; equal ones of 0.2 are usual.
  package init(below: Double = 0.2, above: Double = 0.2) {
    self.below = below
    self.above = above
  }

  /// −min(ρA, clip(ρ)A) with ρ = e^logRatio, and its derivative with respect to logRatio.
  package func loss(
    logRatio: Double, advantage: Double
  ) -> (loss: Double, derivative: Double, isCut: Bool) {
    let ratio = exp(logRatio)
    let bounded = min(max(ratio, 1 - below), 1 + above)
    let isCut = bounded * advantage < ratio * advantage
    return (
      -(isCut ? bounded : ratio) * advantage, isCut ? 0 : -ratio * advantage, isCut
    )
  }
}

/// e^d − d − 1 with d = log π_ref − log π, an estimate of their divergence that is never negative
/// (Schulman 2020, k3), and its derivative with respect to log π: d = −0.1 gives 0.004837.
package func divergence(logprob: Double, reference: Double) -> (value: Double, derivative: Double) {
  let difference = reference - logprob
  return (expm1(difference) - difference, -expm1(difference))
}

/// By what the sum of GRPO's token losses is divided.
package enum GroupNormalization: String, Sendable, CaseIterable {
  /// Each completion's mean over its tokens, then the mean over completions (arXiv 2402.03300).
  case grpo
  /// The tokens of the batch.
  case bnpo
  /// Completions times the longest length allowed (arXiv 2503.20783).
  case drGRPO = "dr_grpo"
  /// The tokens of all batches of an update (DAPO, Yu et al. 2025, arXiv 2503.14476;
  /// `train --loss dapo`).
  case dapo

  /// The share of one token's loss in the batch's: of completions with 2 and 4 tokens and losses of
  /// 1 and 0 a token, `grpo` makes 0.5 and `dapo` 0.3333.
  /// - Parameters:
  ///   - tokens: those of the token's completion.
  ///   - longest: the longest length allowed, for `drGRPO`.
  package func share(
    tokens: Int, completions: Int, batchTokens: Int, updateTokens: Int, longest: Int
  ) -> Double {
    switch self {
    case .grpo: 1 / Double(completions * tokens)
    case .bnpo: 1 / Double(batchTokens)
    case .drGRPO: 1 / Double(completions * longest)
    case .dapo: 1 / Double(updateTokens)
    }
  }
}

/// GRPO and its relatives.
package struct GroupRelative: Equatable, Sendable {
  /// By what the sum over tokens is divided.
  package var normalization: GroupNormalization
  /// How rewards become advantages.
  package var scale: AdvantageScale
  /// Where ratios are cut.
  package var clipping: Clipping
  /// β: how strongly the reference is kept.
  package var beta: Double
  /// The longest completion allowed, in tokens, for `drGRPO`.
  package var longest: Int
  /// Whether the divergence is multiplied by ρ, which makes its gradient that of the model's
  /// divergence from the reference (DeepSeek-V3.2, DeepSeek-AI 2025, arXiv 2512.02556;
  /// `train --loss grpo`).
  package var weighsDivergence: Bool

  /// Makes an objective; the defaults are TRL's.
  package init(
    _ normalization: GroupNormalization = .dapo, scale: AdvantageScale = .group,
    clipping: Clipping = Clipping(), beta: Double = 0, longest: Int = 512,
    weighsDivergence: Bool = true
  ) {
    self.normalization = normalization
    self.scale = scale
    self.clipping = clipping
    self.beta = beta
    self.longest = longest
    self.weighsDivergence = weighsDivergence
  }

  /// The loss of one token, −min(ρA, clip(ρ)A) + β · divergence.
  package func tokenLoss(
    logprob: Double, old: Double, reference: Double, advantage: Double
  ) -> (loss: Double, derivative: Double, isCut: Bool) {
    var result = clipping.loss(logRatio: logprob - old, advantage: advantage)
    guard beta != 0 else { return result }
    let distance = divergence(logprob: logprob, reference: reference)
    let ratio = weighsDivergence ? exp(logprob - old) : 1
    result.loss += beta * ratio * distance.value
    result.derivative += beta * ratio * distance.derivative
    if weighsDivergence { result.derivative += beta * ratio * distance.value }
    return result
  }
}

/// RLOO: −min(ρA, clip(ρ)A) with ρ = π(y)/π_old(y) of the whole completion; β · (log π_old(y) −
/// log π_ref(y)) is taken off each reward.
package struct LeaveOneOut: Equatable, Sendable {
  /// Where ratios are cut.
  package var clipping: Clipping
  /// β: how strongly the reference is kept.
  package var beta: Double
  /// Whether advantages are brought to mean 0 and deviation 1 over the batch.
  package var isNormalized: Bool

  /// Makes an objective; the defaults are TRL's.
  package init(clipping: Clipping = Clipping(), beta: Double = 0.05, isNormalized: Bool = false) {
    self.clipping = clipping
    self.beta = beta
    self.isNormalized = isNormalized
  }
}
