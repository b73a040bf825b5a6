/// When enough samples of a problem were drawn.
///
/// Samples without an answer count as drawn, and for no answer. The rules are met as early as if they
/// were asked after every single sample: `shortfall` says how many to draw before the next look.
package enum StoppingRule: Equatable, Sendable {
  /// When the majority is likely to stay in front of the runner-up: the chance in 0.5..<1 to reach.
  ///
  /// (Adaptive-Consistency, Aggarwal et al. 2023, arXiv 2305.11860; `sample --until beta:0.95`):
  /// with v₁ and v₂ votes for the two commonest answers, P = ∫₀.₅¹ of Beta(v₁ + 1, v₂ + 1).
  case beta(Double)
  /// The same in front of all others: of Dirichlet(v₁ + 1, …) over the five commonest answers.
  case dirichlet(Double)
  /// When one of the windows of so many samples, which do not overlap, has one answer.
  ///
  /// (Early-Stopping Self-Consistency, Li et al. 2024, arXiv 2401.10480;
  /// `sample --until unanimous:5`). A sample without an answer makes its window disagree.
  case unanimous(window: Int)
  /// When the majority has this share of two samples or more, those without an answer included; the
  /// simple rule that Adaptive-Consistency is compared with.
  case share(Double)

  /// What is wrong with a rule.
  package struct Mistake: Error, Equatable, CustomStringConvertible {
    /// A sentence with the offending text.
    package let description: String
  }

  /// Reads `beta:0.95`, `dirichlet:0.95`, `unanimous:5` or `share:0.8`.
  package init(_ text: String) throws(Mistake) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let number = parts.count == 2 ? Double(parts[1]) : nil
    switch (parts[0], number) {
    case ("beta", let chance?) where chance >= 0.5 && chance < 1: self = .beta(chance)
    case ("dirichlet", let chance?) where chance >= 0.5 && chance < 1: self = .dirichlet(chance)
    case ("share", let share?) where share > 0 && share <= 1: self = .share(share)
    case ("unanimous", _):
      guard parts.count == 2, let window = Int(parts[1]), window >= 1 else { fallthrough }
      self = .unanimous(window: window)
    default:
      throw Mistake(
        description:
          "“\(text)” is no rule to stop by; there are beta:0.95 and dirichlet:0.95 (from "
          + "0.5 to below 1), unanimous:5, share:0.8 and dsc")
    }
  }

  /// Whether the samples drawn so far, in the order of their indices, are enough.
  package func isEnough(_ answers: [String?]) -> Bool {
    guard case .unanimous(let window) = self else {
      return isEnough(Self.counts(answers), drawn: answers.count)
    }
    return stride(from: 0, through: answers.count - window, by: window).contains { start in
      let answer = answers[start]
      return answer != nil && answers[start..<(start + window)].allSatisfy { $0 == answer }
    }
  }

  /// The fewest further samples that can be enough: all of them for the answer that leads.
  ///
  /// A sample for any other answer only takes longer, so to look earlier is of no use.
  /// - Parameter limit: no more are asked for.
  package func shortfall(_ answers: [String?], limit: Int) -> Int {
    guard limit > 0, !isEnough(answers) else { return 0 }
    if case .unanimous(let window) = self { return min(limit, window - answers.count % window) }
    var counts = Self.counts(answers)
    if counts.isEmpty { counts = [0] }
    for more in 1..<limit {
      counts[0] += 1
      if isEnough(counts, drawn: answers.count + more) { return more }
    }
    return limit
  }

  /// Whether votes for each answer, the commonest first, are enough.
  private func isEnough(_ counts: [Int], drawn: Int) -> Bool {
    guard let first = counts.first, first > 0 else { return false }
    switch self {
    case .beta(let chance):
      return Self.stability(first, counts.count > 1 ? counts[1] : 0) >= chance
    case .dirichlet(let chance): return Self.leadership(counts) >= chance
    case .share(let share): return drawn >= 2 && Double(first) >= share * Double(drawn)
    case .unanimous: return false
    }
  }

  private static func counts(_ answers: [String?]) -> [Int] {
    Vote.tally(answers: answers).counts.map(\.count)
  }

  // MARK: - Chances

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

  /// The chance that the first of several answers has the largest share, p ~ Dirichlet(v₁ + 1, …);
  /// of more than five answers the five commonest count, and of fewer than three two are assumed.
  ///
  /// Shares are proportional to independent Gamma(vᵢ + 1) numbers, so P = ∫ g₁(x) Π_{i>1} Fᵢ(x) dx,
  /// where g₁ is the density of the first and Fᵢ the distributions of the others: one integral
  /// instead of the original's Monte Carlo, here over ln x, where the trapezoid rule errs by less
  /// than 1e-9. Equal votes for m answers give 1/m.
  package static func leadership(_ counts: [Int]) -> Double {
    guard counts.count > 2 else {
      return stability(counts.first ?? 0, counts.count > 1 ? counts[1] : 0)
    }
    let shape = counts[0] + 1
    let others = counts[1..<min(counts.count, 5)]
    let logFactorial = (1..<shape).reduce(0.0) { $0 + logarithm(Double($1)) }
    let largest = Double(shape) + 12 * Double(shape).squareRoot() + 40
    let step = 0.05
    var sum = Sum()
    for point in stride(from: -16, through: logarithm(largest), by: step) {
      let x = exponential(point)
      // x g₁(x), for dx = x d(ln x).
      var value = exponential(Double(shape) * point - x - logFactorial)
      for count in others { value *= gammaDistribution(x, count) }
      sum.add(value)
    }
    return min(1, sum.value * step)
  }

  /// The chance that a Gamma(count + 1) number is at most x: 1 − e⁻ˣ Σ_{j ≤ count} xʲ/j!.
  private static func gammaDistribution(_ x: Double, _ count: Int) -> Double {
    var term = exponential(-x)
    var sum = term
    for j in 0..<count {
      term *= x / Double(j + 1)
      sum += term
    }
    return max(0, 1 - sum)
  }
}
