/// A mixture of two normal distributions, by which labels with a low loss are told from noisy ones.
///
///     p(x) = Σₖ πₖ N(x; μₖ, σₖ²),  k = 1, 2,  μ₁ ≤ μ₂
///
/// fitted by expectation and maximisation (Dempster, Laird and Rubin 1977), as DivideMix does with
/// losses (Li, Socher and Hoi 2020).
package struct TwoGaussians: Equatable, Sendable {
  private var weights = [0.5, 0.5]
  private var means: [Double]
  private var variances: [Double]
  private static let mostRounds = 200

  /// Fits a mixture; nil if there are not two different values.
  /// - Parameter forEach: gives all values to a closure, always in the same order.
  package init?<Failure: Error>(
    _ forEach: ((Double) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    var count = 0.0
    var (sum, squares) = (Sum(), Sum())
    var (least, largest) = (Double.infinity, -Double.infinity)
    try forEach { value in
      count += 1
      sum.add(value)
      squares.add(value * value)
      least = min(least, value)
      largest = max(largest, value)
    }
    guard count > 1, least < largest else { return nil }
    let mean = sum.value / count
    let spread = max(squares.value / count - mean * mean, 0)
    means = [least, largest]
    variances = [spread, spread]
    let floor = spread * 1e-6
    for _ in 0..<Self.mostRounds {
      let before = means
      try improve(forEach, count: count, floor: floor)
      if zip(before, means).allSatisfy({ ($0 - $1).magnitude <= 1e-9 * (largest - least) }) {
        break
      }
    }
    if means[0] > means[1] {
      means.reverse()
      variances.reverse()
      weights.reverse()
    }
  }

  private mutating func improve<Failure: Error>(
    _ forEach: ((Double) -> Void) throws(Failure) -> Void, count: Double, floor: Double
  ) throws(Failure) {
    var mass = [Sum(), Sum()]
    var sums = [Sum(), Sum()]
    var squares = [Sum(), Sum()]
    let old = self
    try forEach { value in
      let first = old.probability(ofFirst: value)
      for (place, share) in [first, 1 - first].enumerated() {
        let distance = value - old.means[place]
        mass[place].add(share)
        sums[place].add(share * distance)
        squares[place].add(share * distance * distance)
      }
    }
    for place in 0..<2 where mass[place].value > 0 {
      let total = mass[place].value
      let shift = sums[place].value / total
      weights[place] = total / count
      means[place] += shift
      variances[place] = max(squares[place].value / total - shift * shift, floor)
    }
  }

  private func probability(ofFirst value: Double) -> Double {
    func logDensity(_ place: Int) -> Double {
      let distance = value - means[place]
      return logarithm(weights[place]) - 0.5 * logarithm(variances[place])
        - 0.5 * distance * distance / variances[place]
    }
    return 1 / (1 + exponential(logDensity(1) - logDensity(0)))
  }

  /// The probability that a value belongs to the component with the lower mean.
  package func probabilityOfLower(_ value: Double) -> Double { probability(ofFirst: value) }
}
