import Methods

/// Figures as they stand in a table.
enum Cell {
  /// One file with its own interval, several with the interval of their mean.
  static func share(_ groups: [Group]) -> String {
    groups.count == 1 ? share(groups[0]) : share(groups.compactMap(\.share))
  }

  /// A share with its interval.
  static func share(_ group: Group) -> String {
    guard let value = group.share else { return "–" }
    return share(value, Accuracy.interval(successes: group.right, trials: group.judged))
  }

  /// A number with its interval, if it has one.
  static func share(_ value: Double, _ interval: ClosedRange<Double>?) -> String {
    guard let interval else { return digits(value) }
    return "\(digits(value)) [\(digits(interval.lowerBound)), \(digits(interval.upperBound))]"
  }

  /// The mean of several files, with ±1.96 standard errors of it.
  static func share(_ shares: [Double]) -> String {
    var gauge = Gauge()
    for share in shares { gauge.add(share) }
    guard gauge.count > 0 else { return "–" }
    guard gauge.count > 1 else { return digits(gauge.mean) }
    let error = 1.96 * gauge.standardDeviation / Double(gauge.count).squareRoot()
    return "\(digits(gauge.mean)) ± \(digits(error))"
  }

  /// A gauge's reading.
  /// - Parameter files: of how many files it is the mean.
  static func text(_ finding: Finding?, files: Int = 1) -> String {
    guard let finding else { return "–" }
    if finding.isCount { return "\(Int(finding.value))" }
    guard files > 1, let interval = finding.interval else {
      return share(finding.value, finding.interval)
    }
    return "\(digits(finding.value)) ± \(digits(interval.upperBound - finding.value))"
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
