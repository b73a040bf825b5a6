/// Whether a judge who compares prefers a place.
///
/// How often what stood first won, and how often both orders of a pair agree (MT-Bench, Zheng et
/// al. 2023, arXiv 2306.05685, section 3.3; `critique --ask pairs`).
package struct PositionBias: Equatable, Sendable {
  /// One comparison: the places of the samples among the record's, and the score of the first.
  package struct Comparison: Sendable {
    package var first: Int
    package var second: Int
    /// 1 if the first won, 0 if the second did, 0.5 for a tie.
    package var score: Double

    /// Makes a comparison.
    package init(first: Int, second: Int, score: Double) {
      self.first = first
      self.second = second
      self.score = score
    }
  }

  /// How many comparisons the first won.
  package private(set) var first = 0
  /// How many the second won.
  package private(set) var second = 0
  /// How many were ties.
  package private(set) var ties = 0
  /// How many pairs were compared in both orders.
  package private(set) var pairs = 0
  /// In how many of them both orders prefer the same sample, or neither.
  package private(set) var agreeing = 0

  /// Nothing was compared yet.
  package init() {}

  /// Counts the comparisons of one record.
  package mutating func count(_ comparisons: [Comparison]) {
    struct Pair: Hashable {
      var first: Int
      var second: Int
    }
    var waiting: [Pair: [Double]] = [:]
    for comparison in comparisons {
      switch comparison.score {
      case 1: first += 1
      case 0: second += 1
      default: ties += 1
      }
      let turned = Pair(first: comparison.second, second: comparison.first)
      if let other = waiting[turned]?.first {
        waiting[turned]?.removeFirst()
        pairs += 1
        if other == 1 - comparison.score { agreeing += 1 }
      } else {
        let own = Pair(first: comparison.first, second: comparison.second)
        waiting[own, default: []].append(comparison.score)
      }
    }
  }
}
