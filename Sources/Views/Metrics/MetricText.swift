import Methods

/// Metrics as a table prints them.
enum MetricText {
  /// The accuracy of a group of problems: of one file with its own interval, of several with that of
  /// their mean.
  static func accuracy(_ groups: [ProblemGroup]) -> String {
    share(groups.map(\.accuracy))
  }

  /// A mean of shares likewise.
  static func share(_ shares: [ClusteredShare]) -> String {
    guard shares.count == 1, let share = shares.first else {
      return mean(shares.compactMap(\.value))
    }
    guard let value = share.value else { return "–" }
    return text(value, share.interval)
  }

  /// A number with its interval, if it has one.
  private static func text(_ value: Double, _ interval: ClosedRange<Double>?) -> String {
    guard let interval else { return digits(value) }
    return "\(digits(value)) [\(digits(interval.lowerBound)), \(digits(interval.upperBound))]"
  }

  /// The mean of several files' shares, with its 95 % interval.
  static func mean(_ shares: [Double]) -> String {
    guard let (mean, interval) = SeedMean.of(shares, unit: .share) else { return "–" }
    return text(mean, interval)
  }

  /// What a metric came to.
  static func text(_ value: MetricValue?) -> String {
    guard let value else { return "–" }
    switch value.unit {
    case .count: return "\(Int(value.value))"
    case .change:
      let sign = value.value < 0 ? "" : "+"
      return sign + text(value.value, value.interval)
    case .share, .number: return text(value.value, value.interval)
    }
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
