import Records

/// Which critiques give a sample its score.
///
/// Critiques of different kinds have different scales: they are never averaged. Those about another
/// critique (with `of`) or in comparison with another sample (with `against`) are no score of the
/// sample.
struct CritiqueScores {
  /// The kind that counts; nil for the only one that there is.
  var kind: String?
  /// Whether any kind counts, not only those whose score is a probability of being right.
  var anyKind: Bool

  /// The kinds that say whether a sample is right, the first that there is.
  private static let verdicts = ["yesno", "step"]

  /// The mean score of a sample; nil if there is none.
  /// - Throws: if several kinds could be meant.
  func score(of sample: Sample) throws(RecordError) -> Double? {
    let means = try Self.means(of: sample)
    guard let kind = try kind(among: means.keys.sorted()), let mean = means[kind] else {
      return nil
    }
    guard mean.isFinite else {
      throw RecordError("the scores of the field \"critiques\" are too large")
    }
    return mean
  }

  /// The mean score of a sample by the kind of its critiques.
  static func means(of sample: Sample) throws(RecordError) -> [String: Double] {
    guard let critiques = try sample.json("critiques"), critiques != .null else { return [:] }
    guard let critiques = critiques.array else {
      throw RecordError("the field \"critiques\" is not an array")
    }
    var scores: [String: [Double]] = [:]
    for critique in critiques where !isOfSomethingElse(critique) {
      guard let score = critique["score"]?.double else { continue }
      scores[critique["kind"]?.string ?? "", default: []].append(score)
    }
    return scores.mapValues { $0.reduce(0, +) / Double($0.count) }
  }

  private static func isOfSomethingElse(_ critique: JSON) -> Bool {
    ["of", "against"].contains { key in critique[key].map { $0 != .null } ?? false }
  }

  private func kind(among kinds: [String]) throws(RecordError) -> String? {
    if let kind { return kind }
    guard anyKind else { return Self.verdicts.first(where: kinds.contains) }
    guard kinds.count < 2 else {
      throw RecordError(
        "critiques of several kinds (\(kinds.joined(separator: ", "))) have no common score: "
          + "use --score-kind with one of them")
    }
    return kinds.first
  }
}
