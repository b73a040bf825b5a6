extension Sample {
  /// The mean of the scores that critiques gave; nil if none gave any.
  /// - Parameter kind: counts the critiques of this kind alone.
  package func meanScore(kind: String?) throws(RecordError) -> Double? {
    guard let critiques = try json("critiques") else { return nil }
    guard let critiques = critiques.array else {
      throw RecordError("the field “critiques” is no array")
    }
    let scores = critiques.filter { kind == nil || $0["kind"]?.string == kind }
      .compactMap { $0["score"]?.double }
    guard !scores.isEmpty else { return nil }
    let mean = scores.reduce(0, +) / Double(scores.count)
    guard mean.isFinite else { throw RecordError("the scores of “critiques” are too large") }
    return mean
  }

  /// The number by which samples are compared.
  ///
  /// It is a field of the sample, or for `score` the mean of its critiques' scores. A truth value
  /// counts 1 or 0; missing and null are nil.
  package func measure(_ field: String) throws(RecordError) -> Double? {
    if field == "score" { return try meanScore(kind: nil) }
    guard let value = try value(field), !value.isNull else { return nil }
    if let boolean = value.boolean { return boolean ? 1 : 0 }
    return try double(field)
  }

  /// The comparisons with other samples that critiques made.
  ///
  /// A critique without a score, or that compares with nothing, is none.
  /// - Parameter kind: takes the critiques of this kind alone.
  /// - Returns: the other's index, and the probability that this one is better.
  func comparisons(
    kind: String?
  ) throws(RecordError) -> [(against: Int, probability: Double)] {
    guard let critiques = try json("critiques"), critiques != .null else { return [] }
    guard let critiques = critiques.array else {
      throw RecordError("the field “critiques” is no array")
    }
    var comparisons: [(against: Int, probability: Double)] = []
    for critique in critiques where kind == nil || critique["kind"]?.string == kind {
      guard let against = critique["against"]?.integer, let score = critique["score"]?.double else {
        continue
      }
      guard (0...1).contains(score) else {
        throw RecordError("the score of a comparison lies between 0 and 1, not \(score)")
      }
      comparisons.append((against, score))
    }
    return comparisons
  }
}

extension Record {
  /// The comparisons that critiques made of its samples, by their places among the samples.
  ///
  /// Those with samples that are gone are left out.
  /// - Parameter kind: takes the critiques of this kind alone.
  /// - Returns: who stands first, who second, and the probability of what was judged: that the first
  ///   is better, or of critiques that say so that both are the same.
  package func comparisons(
    kind: String?
  ) throws(RecordError) -> [(first: Int, second: Int, probability: Double)] {
    let samples = try samples
    var places: [Int: Int] = [:]
    for sample in samples { places[try sample.index] = sample.number }
    var found: [(first: Int, second: Int, probability: Double)] = []
    for sample in samples {
      for comparison in try sample.comparisons(kind: kind) {
        guard let other = places[comparison.against], other != sample.number else { continue }
        found.append((sample.number, other, comparison.probability))
      }
    }
    return found
  }
}
