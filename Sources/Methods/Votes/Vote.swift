/// The result of a vote among the samples of one problem.
package struct Election: Equatable, Sendable {
  /// One answer and what was cast for it.
  package struct Candidate: Equatable, Sendable {
    /// The normalised answer.
    package let answer: String
    /// How many samples gave it.
    package let count: Int
    /// The sum of their weights; equal to `count` in an unweighted vote.
    package let weight: Double
  }

  /// The winner; `nil` when every sample abstained.
  package let answer: String?
  /// The winner's weight over the weight of all votes cast *and* of the abstentions, in [0, 1]:
  /// LMSI's confidence votes(ỹ)/m, where an answer that could not be read counts in m.
  package let share: Double
  /// (c₁ − c₂) over the same total as `share`, c₂ = 0 for a single candidate (ScPO's w for its
  /// most-voted against the runner-up).
  package let margin: Double
  /// −Σ p ln p over the votes cast, in nats; 0 for one candidate or none.
  package let entropy: Double
  /// All candidates, heaviest first; equal ones in the order in which they were first seen.
  package let counts: [Candidate]
  /// How many samples gave no answer, or none that may vote (see `Vote.tally`).
  package let abstained: Int
  /// Whether another answer has as much weight as the winner.
  package let tie: Bool
  /// The weight of all votes cast and of the abstentions, which shares are of.
  package let total: Double
  /// Which rule chose among answers of equal weight, if one had to.
  package var tieRule: String?

  /// How many of the first candidates have the winner's weight.
  package var tied: Int { counts.prefix { $0.weight == counts.first?.weight }.count }

  /// The same with another of the tied answers as the winner, put first.
  package func electing(_ place: Int, by rule: String) -> Election {
    var counts = counts
    counts.insert(counts.remove(at: place), at: 0)
    return Election(
      answer: counts.first?.answer, share: share, margin: margin, entropy: entropy, counts: counts,
      abstained: abstained, tie: tie, total: total, tieRule: rule)
  }
}

/// Votes among normalised answers.
package enum Vote {
  /// The majority among `answers`, weighted if `weights` are given.
  package static func tally(answers: [String?], weights: [Double?]?) -> Election {
    guard let weights else { return tally(answers: answers) }
    return tally(answers: answers, weights: weights)
  }

  /// The majority among `answers`: ŷ = argmax_a Σᵢ 1[aᵢ = a].
  ///
  /// (LMSI, Huang et al. 2022, arXiv 2210.11610; `vote --keep majority`). `nil` abstains. Ties go
  /// to the answer seen first, and `tie` says that there was one; apart from ties, the order of the
  /// samples changes nothing. [108, 96, 108, 108, 7] elects 108 with share 0.6, margin 0.4. Linear
  /// in the number of samples for a bounded number of candidates.
  package static func tally(answers: [String?]) -> Election {
    count(answers: answers) { _ in 1 }
  }

  /// The weighted majority: ŷ = argmax_a Σᵢ wᵢ 1[aᵢ = a], sums and not averages of weights.
  ///
  /// `weights` has one entry for each answer. An answer whose weight is missing, not finite or
  /// negative abstains; zero is a weight, and an answer with zero weight alone has share 0. When no
  /// weight is above zero, every share and margin is 0 and the first seen wins. An abstention
  /// counts in the total of `share` with its own weight if it has one, else with the mean weight of
  /// the votes cast. Mean log-probabilities −0.2 and −0.3 for A and −0.1 for B give A, 1.5595 to
  /// 0.9048.
  package static func tally(answers: [String?], weights: [Double?]) -> Election {
    precondition(answers.count == weights.count, "one weight for each answer")
    return count(answers: answers) { index in
      guard let weight = weights[index], weight.isFinite, weight >= 0 else { return nil }
      return weight
    }
  }

  private static func count(answers: [String?], weight: (Int) -> Double?) -> Election {
    var candidates: [(answer: String, count: Int, weight: Sum)] = []
    var positions: [String: Int] = [:]
    var abstained = 0
    var cast = Sum()
    var withheld = Sum()
    var unknown = 0
    for (index, answer) in answers.enumerated() {
      let weight = weight(index)
      guard let answer, let weight else {
        abstained += 1
        if let weight { withheld.add(weight) } else { unknown += 1 }
        continue
      }
      cast.add(weight)
      let position = find(answer, in: candidates, positions: &positions)
      if position == candidates.count { candidates.append((answer, 0, Sum())) }
      candidates[position].count += 1
      candidates[position].weight.add(weight)
    }
    let voters = answers.count - abstained
    let mean = voters == 0 ? 0 : cast.value / Double(voters)
    return elect(
      candidates.map { .init(answer: $0.answer, count: $0.count, weight: $0.weight.value) },
      total: cast.value + withheld.value + mean * Double(unknown), abstained: abstained)
  }

  /// The position of `answer`, or the number of candidates when it is new.
  ///
  /// A handful of candidates is compared one by one; a table is built only for more.
  private static func find(
    _ answer: String, in candidates: [(answer: String, count: Int, weight: Sum)],
    positions: inout [String: Int]
  ) -> Int {
    let handful = 8
    for position in 0..<min(handful, candidates.count)
    where candidates[position].answer == answer {
      return position
    }
    guard candidates.count >= handful else { return candidates.count }
    if let position = positions[answer] { return position }
    positions[answer] = candidates.count
    return candidates.count
  }

  private static func elect(
    _ candidates: [Election.Candidate], total: Double, abstained: Int
  ) -> Election {
    // The sort is stable by the explicit second key: first seen.
    let order = candidates.indices.sorted {
      let (a, b) = (candidates[$0].weight, candidates[$1].weight)
      return a == b ? $0 < $1 : a > b
    }
    let counts = order.map { candidates[$0] }
    let first = counts.first?.weight ?? 0
    let second = counts.count > 1 ? counts[1].weight : 0
    return Election(
      answer: counts.first?.answer,
      share: total > 0 ? first / total : 0,
      margin: total > 0 ? (first - second) / total : 0,
      entropy: Entropy.nats(of: counts.map(\.weight)),
      counts: counts,
      abstained: abstained,
      tie: counts.count > 1 && first == second,
      total: total)
  }
}
