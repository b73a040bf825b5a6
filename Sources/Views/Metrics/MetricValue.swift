import Methods

/// A gauge's reading.
package struct MetricValue {
  /// As in `Metric`.
  let name: String
  package let value: Double
  /// The 95 % interval, if there is one.
  var interval: ClosedRange<Double>?
  /// Whether it is a number of things.
  var isCount = false
  /// Whether it is the mean of several files.
  var isMean = false
}

extension StreamStatistics {
  /// All that can be said, in the order of `Metric`.
  /// - Parameters:
  ///   - first: the stream whose length is compared with.
  ///   - previous: the stream whose answers are compared with.
  func findings(first: StreamStatistics? = nil, previous: StreamStatistics? = nil) -> [MetricValue]
  {
    (counts + accuracies + votesFound + answersFound + verifiersFound + revisionsFound
      + textsFound + compared(first, previous)).filter(\.value.isFinite)
  }

  private var counts: [MetricValue] {
    let all = self.all
    var findings: [MetricValue] = []
    func add(_ name: String, _ count: Int) {
      findings.append(MetricValue(name: name, value: Double(count), isCount: true))
    }
    if rows > 0 { add("rows", rows) }
    guard rows == 0 || all.problems > 0 else { return findings }
    add("problems", all.problems)
    add("samples", all.samples)
    if all.judged > 0 { add("undecided", all.undecided) }
    return findings
  }

  private var accuracies: [MetricValue] {
    let all = self.all
    var findings: [MetricValue] = []
    if let share = all.share {
      findings.append(
        MetricValue(
          name: "accuracy", value: share,
          interval: Accuracy.interval(successes: all.right, trials: all.judged)))
    }
    for (name, curve) in [("pass", all.pass), ("maj", all.majority)] {
      for point in Self.points(of: curve) where point.k > 1 {
        findings.append(
          MetricValue(
            name: "\(name)@\(point.k)", value: point.value,
            interval: Accuracy.interval(share: point.value, trials: point.problems)))
      }
    }
    return findings
  }

  /// A curve over k, as far as nine in ten problems have so many samples: points of other problems
  /// would be none.
  static func points(
    of curve: [Int: (sum: Double, problems: Int)]
  ) -> [(k: Int, value: Double, problems: Int)] {
    let most = curve[1]?.problems ?? 0
    return curve.sorted { $0.key < $1.key }.filter { $0.value.problems * 10 >= most * 9 }
      .map { ($0.key, min(1, $0.value.sum / Double($0.value.problems)), $0.value.problems) }
  }

  private var votesFound: [MetricValue] {
    var findings: [MetricValue] = []
    if votes.problems > 0 {
      findings.append(
        MetricValue(
          name: "vote-accuracy", value: Double(votes.right) / Double(votes.problems),
          interval: Accuracy.interval(successes: votes.right, trials: votes.problems)))
    }
    findings += [("vote-entropy", entropy), ("vote-margin", margin)].compactMap { name, gauge in
      gauge.count == 0 ? nil : MetricValue(name: name, value: gauge.mean)
    }
    if entropy.count > 0 {
      findings.append(MetricValue(name: "vote-ties", value: Double(ties), isCount: true))
    }
    if let error = calibration.expectedError {
      findings.append(MetricValue(name: "calibration-error", value: error))
    }
    return findings
  }

  private var answersFound: [MetricValue] {
    var findings: [MetricValue] = []
    if answerEntropy.count > 0 {
      findings.append(MetricValue(name: "answer-entropy", value: answerEntropy.mean))
    }
    let collapse = self.collapse
    if collapse.answer != nil {
      findings.append(MetricValue(name: "one-answer", value: collapse.share))
    }
    if let balance = labelBalance {
      findings.append(MetricValue(name: "label-balance", value: balance))
    }
    return findings
  }

  /// Of rows' labels, or of answers where a few of them return again and again.
  private var labelBalance: Double? {
    if labels.true + labels.false > 0 {
      return Entropy.evenness(of: [Double(labels.true), Double(labels.false)])
    }
    var counts: [String: Int] = [:]
    for case let answer? in answers.inOrder { counts[answer, default: 0] += 1 }
    guard counts.count <= 10, counts.values.reduce(0, +) >= 10 * counts.count else { return nil }
    if counts.count == 1 { return 0 }
    return Entropy.evenness(of: counts.values.sorted().map(Double.init))
  }

  private var verifiersFound: [MetricValue] {
    let values: [(String, Double?)] = [
      ("verification-gap", criticGap.gap), ("relative-gap", criticGap.relative),
      ("vote-gap", voteGap.gap), ("balance-score", balance.count > 0 ? balance.mean : nil),
    ]
    return Self.found(values)
  }

  private var revisionsFound: [MetricValue] {
    let rates = transitions.rates
    let accuracies = transitions.accuracies
    return Self.found([
      ("before", accuracies?.before), ("after", accuracies?.after),
      ("right-to-right", rates?.kept), ("right-to-wrong", rates?.broken),
      ("wrong-to-right", rates?.repaired), ("wrong-to-wrong", rates?.failed),
      ("CL", transitions.confidenceLevel), ("CS", transitions.critiqueScore),
      ("RSS", transitions.relativeScore), ("blind-spot", blindSpot),
    ])
  }

  private var blindSpot: Double? {
    guard ownRepairs.all > 0, shownRepairs.all > 0 else { return nil }
    return BlindSpot.rate(
      user: Double(shownRepairs.right) / Double(shownRepairs.all),
      own: Double(ownRepairs.right) / Double(ownRepairs.all))
  }

  private var textsFound: [MetricValue] {
    let texts = self.texts.inOrder
    let all = texts.flatMap { $0 }
    // Alike are samples of one problem; of rows, which have one each, all of them.
    let repeats = texts.compactMap { SelfBLEU.score(of: $0) }
    let repetition =
      repeats.isEmpty && rows > 0
      ? SelfBLEU.score(of: all)
      : repeats.isEmpty ? nil : repeats.accurateSum() / Double(repeats.count)
    return Self.found([
      ("distinct-1", Diversity.distinct(1, of: all)),
      ("distinct-2", Diversity.distinct(2, of: all)), ("self-BLEU", repetition),
      ("tokens", tokens.count > 0 ? tokens.mean : nil),
      ("characters", characters.count > 0 ? characters.mean : nil),
      ("cut-off", endings.known > 0 ? Double(endings.cutOff) / Double(endings.known) : nil),
      ("chosen-longer", pairs.all > 0 ? Double(pairs.chosenLonger) / Double(pairs.all) : nil),
    ])
  }

  private func compared(_ first: StreamStatistics?, _ previous: StreamStatistics?) -> [MetricValue]
  {
    var drift: Double?
    if let first {
      let isCounted = tokens.count > 0 && first.tokens.count > 0
      let (before, after) =
        isCounted ? (first.tokens, tokens) : (first.characters, characters)
      if before.mean > 0, after.count > 0 { drift = after.mean / before.mean }
    }
    return Self.found([
      ("length-drift", drift),
      (
        "agreement",
        previous.flatMap { previous in
          previous.answerEntropy.count > 0 || previous.votes.problems > 0
            ? Agreement.share(previous.answers, answers) : nil
        }
      ),
    ])
  }

  private static func found(_ values: [(String, Double?)]) -> [MetricValue] {
    values.compactMap { name, value in value.map { MetricValue(name: name, value: $0) } }
  }
}
