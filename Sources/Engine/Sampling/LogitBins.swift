/// Tokens by how far their logits lie below the largest, so that the likeliest are found and sorted
/// without the others.
struct LogitBins {
  private let logits: UnsafePointer<Float>
  private let count: Int
  private let peak: Float

  /// The last bin has all that lies further below; most tokens of a trained model are not there.
  private static let bins = 1024
  private static let perNat: Float = 16

  init(_ logits: UnsafePointer<Float>, _ count: Int, peak: Float) {
    self.logits = logits
    self.count = count
    self.peak = peak
  }

  private func bin(of token: Int) -> Int {
    let depth = (peak - logits[token]) * Self.perNat
    return depth < Float(Self.bins - 1) ? Int(depth) : Self.bins - 1
  }

  /// The likeliest tokens from as few bins as have measures of more than a goal, or from all.
  ///
  /// The likeliest stands first, and of equals the first.
  func sorted(beyond goal: Double, by measure: (Int) -> Double) -> [Int] {
    var sums = Array(repeating: 0.0, count: Self.bins)
    for token in 0..<count { sums[bin(of: token)] += measure(token) }
    var sum = 0.0
    // A sum in another order may be a little less than this one.
    let last = sums.firstIndex { value in
      sum += value
      return sum > goal * (1 + 1e-9)
    }
    let end = last ?? Self.bins - 1
    return (0..<count).filter { bin(of: $0) <= end }.sorted {
      logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1
    }
  }
}
