import Methods

/// What is said of intervals that are from too few problems to be taken at their word.
enum IntervalNote {
  /// - Parameter problems: how many problems each interval that is shown is from.
  /// - Returns: nil if all are from enough.
  static func text(_ problems: [Int]) -> String? {
    guard let fewest = problems.min(), fewest < ClusteredShare.fewest else { return nil }
    return "An interval from \(fewest) problem\(fewest == 1 ? "" : "s") is a rough guide: use "
      + "\(ClusteredShare.fewest) or more."
  }
}
