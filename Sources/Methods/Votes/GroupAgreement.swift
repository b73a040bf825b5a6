/// How far groups of samples agree on an answer: T-similarity.
///
///     s = Σ_{m ≠ k} h_m · h_k / (M (M − 1))
///
/// with h_m the shares of the answers among those of group m: the probability that two samples of two
/// different groups say the same. Three groups that say A, A and B have 1/3; three with shares 0.9
/// and 0.1 each 0.82; (0.9, 0.1) and (0.1, 0.9) have 0.18.
package enum GroupAgreement {
  /// The agreement; nil with fewer than two groups.
  /// - Parameters:
  ///   - answers: normalised; a sample without one counts in its group and agrees with none.
  ///   - groups: one for each answer; a sample in no group does not count.
  package static func value(answers: [String?], groups: [String?]) -> Double? {
    precondition(answers.count == groups.count, "one group for each answer")
    var shares: [String: [String: Double]] = [:]
    for group in Set(groups.compactMap { $0 }) {
      let own = answers.indices.filter { groups[$0] == group }
      var counts: [String: Double] = [:]
      for place in own {
        if let answer = answers[place] { counts[answer, default: 0] += 1 }
      }
      shares[group] = counts.mapValues { $0 / Double(own.count) }
    }
    let names = shares.keys.sorted()
    guard names.count > 1 else { return nil }
    var sum = Sum()
    for (place, one) in names.enumerated() {
      for other in names[..<place] {
        for answer in (shares[one] ?? [:]).keys.sorted() {
          sum.add((shares[one]?[answer] ?? 0) * (shares[other]?[answer] ?? 0))
        }
      }
    }
    return 2 * sum.value / Double(names.count * (names.count - 1))
  }
}
