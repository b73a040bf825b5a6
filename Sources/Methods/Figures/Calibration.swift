/// Whether shares of votes, or other confidences, mean what they say.
package struct Calibration: Equatable, Sendable {
  /// Confidences that lie close together.
  package struct Bin: Equatable, Sendable {
    /// The smallest confidence that falls here.
    package let lower: Double
    /// The first that does not; of the last bin, which is for 1 alone, 1 itself.
    package let upper: Double
    /// How many there were.
    package let count: Int
    /// Their mean; 0 without any.
    package let confidence: Double
    /// The share of them that was correct; 0 without any.
    package let accuracy: Double

    /// The edges as a person reads them: `0.2-0.3`, and `1` for unanimous votes.
    package var edges: String { lower == upper ? "1" : "\(lower)-\(upper)" }
  }

  private var confidences: [Sum]
  private var correct: [Int]
  private var counts: [Int]

  /// With so many bins of equal width over [0, 1), and one for 1: unanimous votes are the most
  /// frequent ones, and what is true of them is not of 0.9.
  package init(bins: Int = 10) {
    precondition(bins >= 1, "there is at least one bin")
    confidences = Array(repeating: Sum(), count: bins + 1)
    correct = Array(repeating: 0, count: bins + 1)
    counts = Array(repeating: 0, count: bins + 1)
  }

  /// Adds one prediction; a confidence outside [0, 1] or NaN is not added and gives false.
  @discardableResult
  package mutating func add(confidence: Double, isCorrect: Bool) -> Bool {
    guard confidence >= 0, confidence <= 1 else { return false }
    let width = counts.count - 1
    let bin = Int(confidence * Double(width))
    confidences[bin].add(confidence)
    counts[bin] += 1
    if isCorrect { correct[bin] += 1 }
    return true
  }

  /// Adds what was counted elsewhere in as many bins.
  package mutating func add(_ other: Calibration) {
    precondition(counts.count == other.counts.count, "bins are added to bins of one width")
    for bin in counts.indices {
      confidences[bin].add(other.confidences[bin].value)
      correct[bin] += other.correct[bin]
      counts[bin] += other.counts[bin]
    }
  }

  /// All bins, the empty ones included, from the lowest.
  package var bins: [Bin] {
    let width = Double(counts.count - 1)
    return counts.indices.map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(
        lower: Double(bin) / width, upper: min(1, Double(bin + 1) / width),
        count: counts[bin], confidence: confidences[bin].value / count,
        accuracy: Double(correct[bin]) / count)
    }
  }

  /// Expected calibration error, Σ (n_b/n) |accuracy_b − confidence_b|.
  ///
  /// Naeini, Cooper and Hauskrecht 2015. Four at 0.9 of which three are correct and one wrong at 0.5 give (4·0.15 + 0.5)/5 = 0.22.
  /// `nil` before anything was added.
  package var expectedError: Double? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let weighted = bins.map { Double($0.count) * ($0.accuracy - $0.confidence).magnitude }
    return weighted.accurateSum() / Double(total)
  }
}
