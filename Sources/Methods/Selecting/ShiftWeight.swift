/// The distribution-shift weight of IWSI.
///
/// (IWSI, Jiang et al. 2025, arXiv 2408.09849;
/// `filter-by-DS-weight --valid valid.jsonl.zst --keep 80%`): w′ᵢ = L̄ᵥ / Lᵢ with L̄ᵥ the mean loss
/// on trusted data, and the weight max(w′, 1/w′), which is exp|ln L̄ᵥ − ln Lᵢ|: at least 1, and 1
/// for a sample that looks like the trusted data. Kept are the samples with weight ≤ σₖ, the
/// ⌈k·n⌉-th smallest of all. Validation losses [1, 3] and losses [2, 1, 4, 1.6, 2.5] give [1, 2, 2,
/// 1.25, 1.25]; k = 60 % keeps the first, fourth and fifth.
package enum ShiftWeight {
  /// Whose arithmetic.
  package enum Rule: String, CaseIterable, Sendable {
    /// The paper's formulas.
    case paper
    /// The authors' program: w′ is cut to [0, 2] before it is made symmetric, 1/w′ is at most 5,
    /// and kept is what is strictly below the element int(n·k) of the sorted weights, counted from
    /// 0.
    case authors
  }

  /// The mean of the validation losses; `nil` if none can be used.
  ///
  /// `undefined` of them were zero, negative or no numbers, and are left out.
  package static func validationMean(
    of losses: [Double?]
  ) -> (mean: Double, undefined: Int)? {
    let usable = losses.compactMap { $0.flatMap { isLoss($0) ? $0 : nil } }
    guard !usable.isEmpty else { return nil }
    let mean = usable.accurateSum() / Double(usable.count)
    return isLoss(mean) ? (mean, losses.count - usable.count) : nil
  }

  /// The weight of a sample with mean loss `loss` per token; `nil` if the loss is missing, zero,
  /// negative, infinite or NaN, or the quotient has no number: such a sample must not be kept.
  package static func weight(
    loss: Double?, validationMean mean: Double, rule: Rule = .paper
  ) -> Double? {
    guard let loss, isLoss(loss), isLoss(mean) else { return nil }
    let weight: Double
    switch rule {
    case .paper:
      weight = loss <= mean ? mean / loss : loss / mean
    case .authors:
      let ratio = min(mean / loss, 2)
      weight = ratio >= 1 ? ratio : min(1 / ratio, 5)
    }
    return weight.isFinite ? weight : nil
  }

  /// Losses are positive: a zero would mean certainty of every token, which no softmax gives.
  private static func isLoss(_ loss: Double) -> Bool { loss.isFinite && loss > 0 }

  /// Up to which weight samples are kept.
  package struct Threshold: Equatable, Sendable {
    /// The largest weight, infinite to keep all.
    package let value: Double
    /// Whether a weight equal to `value` is kept.
    package let includesValue: Bool

    /// Keeps what is at most `value`; `nil` for NaN.
    ///
    /// Since weights are at least 1, a value below 1
    /// keeps nothing.
    package init?(atMost value: Double) {
      guard !value.isNaN else { return nil }
      self.value = value
      includesValue = true
    }

    /// Keeps the share `keep` with the smallest weights.
    ///
    /// All that tie with the last one stay under `paper`, none under `authors`. `nil` without
    /// weights, for a share outside (0, 1], or a NaN among the weights. Expected linear in the
    /// number of weights; reorders them.
    package init?(keep: Double, of weights: inout [Double], rule: Rule = .paper) {
      guard keep > 0, keep <= 1, !weights.isEmpty, weights.allSatisfy({ !$0.isNaN }) else {
        return nil
      }
      switch rule {
      case .paper:
        let rank = max(1, Share.ceiling(of: keep, count: weights.count))
        value = Selection.element(rank - 1, of: &weights)
        includesValue = true
      case .authors:
        let index = Int(Double(weights.count) * keep)
        // With k = 1 the program runs past the end of its list; keeping all is what it means.
        value = index < weights.count ? Selection.element(index, of: &weights) : .infinity
        includesValue = false
      }
    }

    /// Whether a sample of this weight stays.
    package func keeps(_ weight: Double) -> Bool {
      includesValue ? weight <= value : weight < value
    }
  }
}
