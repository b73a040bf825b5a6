/// How spread a distribution over answers is.
package enum Entropy {
  /// −Σ p ln p in nats, with p the weights over their sum.
  ///
  /// Zero weights add nothing, and no weight above zero gives 0. Weights 2 and 1 give 0.6365 (0.9183 bits, the case [A, A, B]).
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
}
