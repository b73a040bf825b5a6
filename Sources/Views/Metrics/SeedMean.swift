import Methods

/// The mean of what several files, of several seeds, say.
enum SeedMean {
  /// The mean and its 95 % interval, which of shares stays inside [0, 1]; nil without values, and
  /// where numbers that a double just holds have no mean.
  static func of(
    _ values: [Double], unit: MetricValue.Unit
  ) -> (mean: Double, interval: ClosedRange<Double>?)? {
    var mean = RunningMean()
    for value in values { mean.add(value) }
    guard mean.count > 0, mean.mean.isFinite else { return nil }
    let limits: ClosedRange<Double>? =
      switch unit {
      case .share: 0...1
      case .change: -1...1
      case .count, .number: nil
      }
    return (
      mean.mean,
      mean.interval.map { interval in limits.map { interval.clamped(to: $0) } ?? interval }
    )
  }
}
