/// Whether shares of votes, or other confidences, mean what they say.
package struct Calibration: Equatable, Sendable {
  /// Confidences that lie close together.
  package struct Bin: Equatable, Sendable {
    /// The smallest confidence that falls here.
    package let lower: Double
    /// The first that does not, except that 1 falls into the last bin.
    package let upper: Double
    /// How many there were.
    package let count: Int
    /// Their mean; 0 without any.
    package let confidence: Double
    /// The share of them that was correct; 0 without any.
    package let accuracy: Double
  }

  private var confidences: [Sum]
  private var correct: [Int]
  private var counts: [Int]

  /// With so many bins of equal width over [0, 1].
  package init(bins: Int = 10) {
    precondition(bins >= 1, "there is at least one bin")
    confidences = Array(repeating: Sum(), count: bins)
    correct = Array(repeating: 0, count: bins)
    counts = Array(repeating: 0, count: bins)
  }

  /// Adds one prediction; a confidence outside [0, 1] or NaN is not added and gives false.
  @discardableResult
  package mutating func add(confidence: Double, isCorrect: Bool) -> Bool {
    guard confidence >= 0, confidence <= 1 else { return false }
    let bin = min(Int(confidence * Double(counts.count)), counts.count - 1)
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
    counts.indices.map { bin in
      let count = Double(max(counts[bin], 1))
      return Bin(
        lower: Double(bin) / Double(counts.count), upper: Double(bin + 1) / Double(counts.count),
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
