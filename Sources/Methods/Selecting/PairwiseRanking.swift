/// Comparisons of some items two by two, and the scores that follow from them.
package struct PairwiseRanking: Equatable, Sendable {
  /// How comparisons become scores.
  package enum Rule: String, CaseIterable, Sendable {
    /// The mean over an item's comparisons of the probability that it is the better one.
    case winRate = "win-rate"
    /// The strengths ε of the Bradley–Terry model.
    case bradleyTerry = "bradley-terry"
    /// The enhanced Borda count of LLaMA-Berry.
    case borda
  }

  /// How many items there are.
  package let count: Int
  /// wins[i·count + j]: the sum of the probabilities that i is better than j.
  private var wins: [Double]
  /// How often i and j were compared, in either order.
  private var comparisons: [Double]

  /// No comparisons yet.
  package init(count: Int) {
    self.count = count
    wins = Array(repeating: 0, count: count * count)
    comparisons = wins
  }

  /// Holds these comparisons.
  package init(
    count: Int, _ comparisons: some Sequence<(first: Int, second: Int, probability: Double)>
  ) {
    self.init(count: count)
    for (first, second, probability) in comparisons {
      add(first, second, probability: probability)
    }
  }

  /// Adds a comparison of two different items.
  /// - Parameter probability: that `first` is better, in [0, 1]; a tie is 0.5.
  package mutating func add(_ first: Int, _ second: Int, probability: Double) {
    precondition(first != second && (0...1).contains(probability), "a comparison of two")
    wins[first * count + second] += probability
    wins[second * count + first] += 1 - probability
    comparisons[first * count + second] += 1
    comparisons[second * count + first] += 1
  }

  /// How likely `first` is better than `second`, both orders averaged; `nil` if they never met.
  package func probability(_ first: Int, _ second: Int) -> Double? {
    let met = comparisons[first * count + second]
    return met > 0 ? wins[first * count + second] / met : nil
  }

  /// A score for each item, higher is better; `nil` for one that met no other.
  package func scores(by rule: Rule) -> [Double?] {
    let scores =
      switch rule {
      case .winRate: winRates()
      case .bradleyTerry: bradleyTerry()
      case .borda: borda()
      }
    return scores.enumerated().map { hasMet($0.offset) ? $0.element : nil }
  }

  private func hasMet(_ item: Int) -> Bool {
    comparisons[item * count..<(item + 1) * count].contains { $0 > 0 }
  }

  private func winRates() -> [Double] {
    (0..<count).map { item in
      let row = item * count..<(item + 1) * count
      let met = comparisons[row].reduce(0, +)
      return met > 0 ? wins[row].reduce(0, +) / met : 0
    }
  }

  /// argmax over ε of Σ wins_mn log σ(ε_m − ε_n), of mean 0.
  ///
  /// In natural units (Meta-Rewarding, Wu et al. 2024, arXiv 2407.19594;
  /// `pair --by best-vs-worst --rank bradley-terry`). Solved by Hunter's iteration γ_i ← w_i / Σ_j
  /// n_ij / (γ_i + γ_j). Wins 0.6 to 0.4 give ε₁ − ε₂ = ln 1.5.
  /// - Parameter prior: added to the wins of both sides of every two that met, without which an item
  ///   that wins or loses everything would have no finite strength.
  package func bradleyTerry(prior: Double = 0.01) -> [Double] {
    var strengths = Array(repeating: 1.0, count: count)
    let total = (0..<count).map { item in
      (0..<count).reduce(0.0) { sum, other in
        let met = comparisons[item * count + other]
        return met > 0 ? sum + wins[item * count + other] + prior : sum
      }
    }
    for _ in 0..<10_000 {
      var change = 0.0
      let old = strengths
      for item in 0..<count where hasMet(item) {
        var divisor = 0.0
        for other in 0..<count {
          let met = comparisons[item * count + other]
          if met > 0 { divisor += (met + 2 * prior) / (strengths[item] + strengths[other]) }
        }
        strengths[item] = max(total[item] / divisor, 1e-300)
      }
      let scale = exponential(strengths.reduce(0) { $0 + logarithm($1) } / Double(count))
      for item in strengths.indices {
        strengths[item] /= scale
        change = max(change, (logarithm(strengths[item]) - logarithm(old[item])).magnitude)
      }
      if change < 1e-13 { break }
    }
    return strengths.map(logarithm)
  }

  /// 1 − (rank − 1)/(n − 1) by enhanced Borda count; 1 for a single item.
  ///
  /// (LLaMA-Berry, Zhang et al. 2024, arXiv 2410.02884; `best -n 1 --rank borda`): i beats j if its
  /// probability is at least ½; the relation is closed transitively; an item's count is how many it
  /// beats. Equal counts go to the one that wins more of the probabilities among them, then to the
  /// first. 1 ≻ 2 and 2 ≻ 3 give 1, 0.5, 0.
  package func borda() -> [Double] {
    guard count > 1 else { return Array(repeating: 1, count: count) }
    var beats = (0..<count * count).map { place in
      let (first, second) = (place / count, place % count)
      return first != second && (probability(first, second) ?? 0) >= 0.5
    }
    for middle in 0..<count {
      for first in 0..<count where beats[first * count + middle] {
        for second in 0..<count where beats[middle * count + second] {
          beats[first * count + second] = true
        }
      }
    }
    let counts = (0..<count).map { item in
      (0..<count).count { $0 != item && beats[item * count + $0] }
    }
    let soft = (0..<count).map { item in
      (0..<count).count { other in
        counts[other] == counts[item] && other != item
          && (probability(item, other) ?? 0) > (probability(other, item) ?? 0)
      }
    }
    let order = (0..<count).sorted {
      (counts[$0], soft[$0], $1) > (counts[$1], soft[$1], $0)
    }
    var scores = Array(repeating: 0.0, count: count)
    for (rank, item) in order.enumerated() {
      scores[item] = 1 - Double(rank) / Double(count - 1)
    }
    return scores
  }
}

/// How far two rankings of the same items agree.
package enum RankConsistency {
  /// C = (τ + 1)/2 with Kendall's τ = 2/(N(N−1)) Σ sign((aᵢ−aⱼ)(bᵢ−bⱼ)); `nil` for fewer than two
  /// items.
  ///
  /// (CREAM, Wang et al. 2024, arXiv 2410.12735;
  /// `pair --by best-vs-worst --score nll --label-prob nll,reward`): the probability that a
  /// preference by one ranking holds by the other. (1, 2, 3) and (1, 3, 2) give τ = 1/3, C = 2/3. A
  /// tie in either agrees with nothing.
  package static func label(_ a: [Double], _ b: [Double]) -> Double? {
    precondition(a.count == b.count, "two rankings of the same items")
    guard a.count > 1 else { return nil }
    var sum = 0
    for i in a.indices {
      for j in a.indices.prefix(i) {
        let order = (a[i] - a[j]).signum * (b[i] - b[j]).signum
        sum += order
      }
    }
    let tau = 2 * Double(sum) / Double(a.count * (a.count - 1))
    return (tau + 1) / 2
  }
}

extension Double {
  fileprivate var signum: Int { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
