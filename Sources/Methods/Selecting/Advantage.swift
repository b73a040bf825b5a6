/// How much better a sample is than what was to be expected, which policy gradients are weighted by.
///
///     A_i = (r_i − b_i) / s
///
/// with b the baseline and s the deviation of all rewards of the group.
package enum Advantage {
  /// What a reward is compared with.
  package enum Baseline: String, CaseIterable, Sendable {
    /// The mean of the other rewards (RLOO).
    case leaveOneOut = "leave-one-out"
    /// The mean of all rewards (GRPO).
    case mean
    /// Zero.
    case none
  }

  /// What the difference is divided by.
  package enum Deviation: String, CaseIterable, Sendable {
    /// One.
    case none
    /// The square root of the mean squared difference from the mean.
    case population
    /// The same with n − 1 in place of n.
    case sample
  }

  /// The advantages of the rewards of one group.
  ///
  /// Rewards 1, 0, 0, 1 with the mean as baseline are ±1 by the population's deviation and ±0.866 by
  /// the sample's; two rewards with leave-one-out are ±(r₁ − r₂). Equal rewards have advantage 0.
  /// - Returns: nil if there is no baseline: a single reward, left out of its own mean.
  package static func values(
    of rewards: [Double], baseline: Baseline, deviation: Deviation = .none
  ) -> [Double]? {
    guard rewards.count > 1 || (baseline != .leaveOneOut && !rewards.isEmpty) else { return nil }
    let count = Double(rewards.count)
    let sum = rewards.accurateSum()
    let mean = sum / count
    let scale = scale(of: rewards, mean, deviation)
    return rewards.map { reward in
      let expected =
        switch baseline {
        case .leaveOneOut: (sum - reward) / (count - 1)
        case .mean: mean
        case .none: 0.0
        }
      let gain = reward - expected
      return scale > 0 ? gain / scale : 0
    }
  }

  private static func scale(of rewards: [Double], _ mean: Double, _ deviation: Deviation) -> Double
  {
    guard deviation != .none else { return 1 }
    let squares = rewards.map { ($0 - mean) * ($0 - mean) }.accurateSum()
    let count = Double(deviation == .sample ? rewards.count - 1 : rewards.count)
    return count > 0 ? (squares / count).squareRoot() : 0
  }
}
