/// How spread a distribution over answers is.
package enum Entropy {
  /// −Σ p ln p in nats, with p the weights over their sum.
  ///
  /// Zero weights add nothing, and no weight above zero gives 0. Weights 2 and 1 give 0.6365
  /// (0.9183 bits, the case [A, A, B]).
  package static func nats(of weights: [Double]) -> Double {
    let total = weights.accurateSum()
    guard total > 0 else { return 0 }
    var sum = Sum()
    for weight in weights where weight > 0 && weight < total {
      let p = weight / total
      sum.add(-p * logarithm(p))
    }
    return sum.value
  }

  /// How evenly weights are spread over labels that are expected: entropy / ln(labels), from 0 for
  /// one label alone to 1 for equal weights (Pielou 1966).
  ///
  /// Weights 2 and 1 of two labels give 0.9183. `nil` without weight or with fewer than two labels.
  package static func evenness(of weights: [Double]) -> Double? {
    guard weights.count > 1, weights.contains(where: { $0 > 0 }) else { return nil }
    return min(1, nats(of: weights) / logarithm(Double(weights.count)))
  }
}
