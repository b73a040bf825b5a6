/// When enough samples of a problem were drawn.
package enum StoppingRule: Equatable, Sendable {
  /// When the majority is likely to stay: the chance in 0.5..<1 to reach.
  ///
  /// Adaptive-Consistency (Aggarwal et al. 2023, arXiv 2305.11860): with v₁ and v₂ votes for the two
  /// commonest answers, P = ∫₀.₅¹ of Beta(v₁ + 1, v₂ + 1).
  case beta(Double)
  /// When one of the windows of so many samples, which do not overlap, has one answer.
  ///
  /// Early-Stopping Self-Consistency (Li et al. 2024, arXiv 2401.10480). A sample without an answer
  /// makes its window disagree.
  case unanimous(window: Int)

  /// What is wrong with a rule.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    /// A sentence with the offending text.
    package let description: String
  }

  /// Reads `beta:0.95` or `unanimous:5`.
  package init(_ text: String) throws(Mistake) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, parts[0] == "beta", let chance = Double(parts[1]), chance >= 0.5,
      chance < 1
    {
      self = .beta(chance)
    } else if parts.count == 2, parts[0] == "unanimous", let window = Int(parts[1]), window >= 1 {
      self = .unanimous(window: window)
    } else {
      throw Mistake(
        description: "«\(text)» is no rule to stop by; there are beta:0.95 (from 0.5 to below 1) "
          + "and unanimous:5")
    }
  }

  /// Whether the samples drawn so far, in the order of their indices, are enough.
  package func isEnough(_ answers: [String?]) -> Bool {
    switch self {
    case .beta(let chance):
      let counts = Vote.tally(answers: answers).counts.map(\.count)
      guard let first = counts.first else { return false }
      return Self.stability(first, counts.count > 1 ? counts[1] : 0) >= chance
    case .unanimous(let window):
      for start in stride(from: 0, through: answers.count - window, by: window) {
        let answer = answers[start]
        if answer != nil, answers[start..<(start + window)].allSatisfy({ $0 == answer }) {
          return true
        }
      }
      return false
    }
  }

  /// The chance that the leading of two answers with these votes stays in front.
  ///
  /// The integral has the closed form 2⁻ⁿ Σ_{j=0}^{v₁} C(n, j) with n = v₁ + v₂ + 1. 4 to 0 gives
  /// 0.96875, 7 to 2 gives 0.94531, equal votes 0.5.
  package static func stability(_ first: Int, _ second: Int) -> Double {
    precondition(first >= 0 && second >= 0, "votes are counted")
    let n = Double(first + second + 1)
    var logTerm = -n * logarithm(2)
    var sum = Sum()
    for j in 0...first {
      sum.add(exponential(logTerm))
      logTerm += logarithm((n - Double(j)) / Double(j + 1))
    }
    return min(1, sum.value)
  }
}
