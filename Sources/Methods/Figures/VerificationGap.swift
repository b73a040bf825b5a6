/// How much better the samples are that a verifier lets pass: the generation–verification gap.
///
/// (Mind the Gap, Song et al. 2024, arXiv 2412.02674; `report judged.jsonl.zst`): gap = J(f[w]) −
/// J(f), J the mean over problems of the share of correct samples, f[w] the samples that pass. A
/// problem of which nothing passes counts with all its samples, as if it had not been verified; the
/// paper does not say. 10 samples, 6 correct, of which 9 pass with all 6: J 0.6, gap 0.0667,
/// relative 0.1667.
package struct VerificationGap: Equatable, Sendable {
  /// How many problems had samples.
  package private(set) var problems = 0
  private var before = Sum()
  private var after = Sum()

  /// No problems yet.
  package init() {}

  /// Adds a problem: of each sample whether it is correct, and whether it passes.
  package mutating func add(_ samples: [(isCorrect: Bool, passes: Bool)]) {
    guard let all = Self.share(samples) else { return }
    problems += 1
    before.add(all)
    after.add(Self.share(samples.filter(\.passes)) ?? all)
  }

  /// J of all samples; `nil` without problems.
  package var accuracy: Double? { problems == 0 ? nil : before.value / Double(problems) }

  /// The gap; 0 for a verifier that lets all pass, negative for one that prefers what is wrong.
  package var gap: Double? {
    problems == 0 ? nil : (after.value - before.value) / Double(problems)
  }

  /// gap / (1 − J): what part of what is wrong the verifier takes away, 1 for a perfect one where
  /// every problem has a correct sample; `nil` if nothing is wrong.
  package var relative: Double? {
    guard let accuracy, let gap, accuracy < 1 else { return nil }
    return gap / (1 - accuracy)
  }

  private static func share(_ samples: [(isCorrect: Bool, passes: Bool)]) -> Double? {
    guard !samples.isEmpty else { return nil }
    return Double(samples.count(where: \.isCorrect)) / Double(samples.count)
  }
}
