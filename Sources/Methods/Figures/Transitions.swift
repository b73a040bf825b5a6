/// What revisions did to right and to wrong samples.
///
/// (Confidence v.s. Critique, Yang et al. 2024, arXiv 2412.19513; `report revised.jsonl.zst`).
/// Every problem counts alike, however many pairs of a sample and its revision it has. With Pa the
/// share of right samples of a problem, Pb and Pc the shares that are right afterwards of those
/// that were right and wrong: a problem with 3 of 4 right, of which 2 stay right, and the wrong one
/// repaired, and one with 1 of 4 right, which stays so, and 1 of 3 repaired, give 0.5 before, 0.625
/// after, confidence 0.75, critique 0.5, relative score 0.75.
package struct Transitions: Equatable, Sendable {
  /// How many pairs of a problem went which way.
  package struct Pairs: Equatable, Sendable {
    /// Right, and right afterwards.
    package var kept = 0
    /// Right, and wrong afterwards.
    package var broken = 0
    /// Wrong, and right afterwards.
    package var repaired = 0
    /// Wrong, and wrong afterwards.
    package var failed = 0

    /// No pairs yet.
    package init() {}

    /// Adds a pair.
    package mutating func add(before: Bool, after: Bool) {
      switch (before, after) {
      case (true, true): kept += 1
      case (true, false): broken += 1
      case (false, true): repaired += 1
      case (false, false): failed += 1
      }
    }

    /// How many there are.
    package var count: Int { kept + broken + repaired + failed }
  }

  /// How many problems had pairs.
  package private(set) var problems = 0
  private var kept = Sum()
  private var broken = Sum()
  private var repaired = Sum()
  private var failed = Sum()

  /// No problems yet.
  package init() {}

  /// Adds a problem; one without pairs is not counted.
  package mutating func add(_ pairs: Pairs) {
    guard pairs.count > 0 else { return }
    problems += 1
    let all = Double(pairs.count)
    kept.add(Double(pairs.kept) / all)
    broken.add(Double(pairs.broken) / all)
    repaired.add(Double(pairs.repaired) / all)
    failed.add(Double(pairs.failed) / all)
  }

  /// The four rates over all problems, whose sum is 1; `nil` without problems.
  package var rates: (kept: Double, broken: Double, repaired: Double, failed: Double)? {
    guard problems > 0 else { return nil }
    let all = Double(problems)
    return (kept.value / all, broken.value / all, repaired.value / all, failed.value / all)
  }

  /// Accuracy before and after; after − before = repaired − broken.
  package var accuracies: (before: Double, after: Double)? {
    rates.map { ($0.kept + $0.broken, $0.kept + $0.repaired) }
  }

  /// CL = Σ Pa Pb / Σ Pa: how much of what was right stays so; `nil` if nothing was right.
  package var confidenceLevel: Double? {
    Self.part(kept.value, broken.value)
  }

  /// CS = Σ (1 − Pa) Pc / Σ (1 − Pa): how much of what was wrong is repaired; `nil` if nothing was
  /// wrong.
  package var critiqueScore: Double? {
    Self.part(repaired.value, failed.value)
  }

  /// Where accuracy afterwards lies between Acc₁² and 2 Acc₁ − Acc₁²; 0.5 is no change.
  ///
  /// RSS = (Acc₂ − Acc₁²) / (2 Acc₁ (1 − Acc₁)). `nil` if all or nothing was right before.
  package var relativeScore: Double? {
    guard let (before, after) = accuracies, before > 0, before < 1 else { return nil }
    return (after - before * before) / (2 * before * (1 - before))
  }

  private static func part(_ some: Double, _ rest: Double) -> Double? {
    some + rest > 0 ? some / (some + rest) : nil
  }
}
