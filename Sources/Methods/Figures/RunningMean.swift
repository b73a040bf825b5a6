import Glibc

/// Mean, spread and extremes of numbers that pass by one at a time (Welford 1962).
package struct RunningMean: Equatable, Sendable {
  /// How many numbers were added.
  package private(set) var count = 0
  /// How many were not finite and left out.
  package private(set) var undefined = 0
  /// 0 before the first number.
  package private(set) var mean = 0.0
  /// The smallest; `nil` before the first.
  package private(set) var minimum: Double?
  /// The largest; `nil` before the first.
  package private(set) var maximum: Double?
  private var squares = 0.0

  /// Nothing was added yet.
  package init() {}

  /// Adds a number; what is not finite is only counted.
  package mutating func add(_ value: Double) {
    guard value.isFinite else {
      undefined += 1
      return
    }
    count += 1
    let before = value - mean
    mean += before / Double(count)
    squares += before * (value - mean)
    minimum = min(minimum ?? value, value)
    maximum = max(maximum ?? value, value)
  }

  /// The 95 % interval of the mean of all such numbers, normally spread: mean ± t·s/√n («Student»
  /// 1908).
  ///
  /// 0.5 and 0.6 give 0.55 ± 0.6353, as t of one degree of freedom is 12.7062; 1.96 in its place
  /// would give ± 0.098. `nil` of fewer than two numbers, and where an end is not finite.
  package var interval: ClosedRange<Double>? {
    guard count > 1 else { return nil }
    let error = StudentT.quantile(degrees: count - 1) * standardDeviation / sqrt(Double(count))
    let (lower, upper) = (mean - error, mean + error)
    return lower.isFinite && upper.isFinite ? lower...upper : nil
  }

  /// √(Σ(x − mean)²/(n − 1)); 0 for fewer than two numbers.
  ///
  /// 2, 4, 4, 4, 5, 5, 7, 9 give 2.1381.
  package var standardDeviation: Double {
    count < 2 ? 0 : sqrt(squares / Double(count - 1))
  }
}
