import Methods

/// StreamStatistics as they stand in a table.
enum MetricText {
  /// One file with its own interval, several with the interval of their mean.
  static func share(_ groups: [ProblemGroup]) -> String {
    groups.count == 1 ? share(groups[0]) : share(groups.compactMap(\.share))
  }

  /// A share with its interval.
  static func share(_ group: ProblemGroup) -> String {
    guard let value = group.share else { return "–" }
    return share(value, Accuracy.interval(successes: group.right, trials: group.judged))
  }

  /// A number with its interval, if it has one.
  static func share(_ value: Double, _ interval: ClosedRange<Double>?) -> String {
    guard let interval else { return digits(value) }
    return "\(digits(value)) [\(digits(interval.lowerBound)), \(digits(interval.upperBound))]"
  }

  /// The mean of several files, with its 95 % interval.
  static func share(_ shares: [Double]) -> String {
    var gauge = Gauge()
    for share in shares { gauge.add(share) }
    guard gauge.count > 0 else { return "–" }
    return mean(gauge.mean, gauge.interval)
  }

  /// A gauge's reading.
  static func text(_ finding: MetricValue?) -> String {
    guard let finding else { return "–" }
    if finding.isCount { return "\(Int(finding.value))" }
    return finding.isMean
      ? mean(finding.value, finding.interval) : share(finding.value, finding.interval)
  }

  /// A mean, and how far its interval, which is symmetric, goes to either side.
  private static func mean(_ value: Double, _ interval: ClosedRange<Double>?) -> String {
    guard let interval else { return digits(value) }
    return "\(digits(value)) ± \(digits(interval.upperBound - value))"
  }

  /// Three digits behind the point.
  static func digits(_ number: Double) -> String {
    // Anybody may have written what is averaged: an integer need not hold it.
    guard number.magnitude < 1e12 else { return "\(number)" }
    let thousandths = Int((number.magnitude * 1000).rounded())
    let fraction = String(thousandths % 1000)
    return (number < 0 && thousandths > 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
