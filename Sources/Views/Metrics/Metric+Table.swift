import Methods

extension Metric {
  /// All metrics, in the order in which they are printed.
  package static let all: [Metric] =
    counts + accuracies + votes + answers + verifiers + revisions + texts + changes

  private static let counts = [
    Metric("rows", "rows to train on", .count, .count { $0.row == nil ? nil : 1 }),
    Metric("problems", "records with samples", .count, .total(\.problemCount)),
    Metric("samples", "samples of all problems", .count, .total(\.sampleCount)),
    Metric(
      "judged", "problems that can be judged, where not all can", .count, .total(\.judgedCount)),
    Metric(
      "undecided", "samples of those that could not be judged; they count as not right", .count,
      .count { $0.problem.flatMap { $0.accuracy == nil ? nil : $0.undecided } }),
  ]

  private static let accuracies = [
    Metric(
      "accuracy", "mean over problems of the share of right samples", .share,
      .share { record in
        record.problem.flatMap { problem in problem.accuracy.map { ($0, problem.judgedCount) } }
      }),
    Metric(
      "pass@k", "probability that one of k samples is right", .share,
      .curve { $0.problem?.passes ?? [:] }),
    Metric(
      "maj@k", "probability that the vote of k samples is right", .share,
      .curve { $0.problem?.majorities ?? [:] }),
  ]

  private static let votes = [
    Metric(
      "vote-accuracy", "share of votes that are right", .share,
      .share { $0.problem?.voteAccuracy.map { ($0, 1) } }),
    Metric(
      "vote-entropy", "mean entropy of the votes, in nats", .number,
      .mean { $0.problem?.vote?.entropy.map { ($0, 1) } }),
    Metric(
      "vote-margin", "mean distance of a vote's first answer from its second", .number,
      .mean { $0.problem?.vote?.margin.map { ($0, 1) } }),
    Metric(
      "vote-ties", "votes that a rule had to decide", .count,
      .count { $0.problem?.vote.flatMap { $0.entropy == nil ? nil : $0.isTie ? 1 : 0 } }),
    Metric(
      "calibration-error", "expected |share of a vote - how often it is right|", .number,
      .whole { $0.stream.calibration.expectedError }),
  ]

  private static let answers = [
    Metric(
      "answer-entropy", "mean entropy of a problem's answers, in nats", .number,
      .mean { $0.problem?.answerEntropy.map { ($0, 1) } }),
    Metric(
      "one-answer", "share of problems with the commonest answer", .share,
      .whole { $0.stream.collapse.answer == nil ? nil : $0.stream.collapse.share }),
    Metric(
      "label-balance", "evenness of labels: 1 if all are as frequent, 0 if there is one alone",
      .number,
      .whole(\.stream.labelBalance)),
  ]

  private static let verifiers = [
    Metric(
      "verification-gap", "accuracy won if only accepted samples count", .change,
      .whole(\.stream.criticGap.gap)),
    Metric(
      "relative-gap", "the same as part of what is wrong", .number,
      .whole(\.stream.criticGap.relative)),
    Metric(
      "vote-gap", "accuracy won if only the majority's samples count", .change,
      .whole(\.stream.voteGap.gap)),
    Metric(
      "balance-score", "whether samples are many, different and right", .share,
      .whole { $0.stream.balance.count > 0 ? $0.stream.balance.mean : nil }),
  ]

  private static let revisions = [
    Metric(
      "before", "accuracy of samples that were revised", .share,
      .whole(\.stream.transitions.accuracies?.before)),
    Metric(
      "after", "accuracy of their revisions", .share,
      .whole(\.stream.transitions.accuracies?.after)),
    Metric(
      "right-to-right", "share of all revisions", .share,
      .whole(\.stream.transitions.rates?.kept)),
    Metric(
      "right-to-wrong", "share of all revisions", .share,
      .whole(\.stream.transitions.rates?.broken)),
    Metric(
      "wrong-to-right", "share of all revisions", .share,
      .whole(\.stream.transitions.rates?.repaired)),
    Metric(
      "wrong-to-wrong", "share of all revisions", .share,
      .whole(\.stream.transitions.rates?.failed)),
    Metric(
      "CL", "confidence level: share of right samples that stay right", .share,
      .whole(\.stream.transitions.confidenceLevel)),
    Metric(
      "CS", "critique score: share of wrong samples that are repaired", .share,
      .whole(\.stream.transitions.critiqueScore)),
    Metric(
      "RSS", "relative self-correction score: 0.5 if nothing is won", .number,
      .whole(\.stream.transitions.relativeScore)),
    Metric(
      "blind-spot",
      "relative drop in repair rate when the error is the model's own instead of the user's",
      .number,
      .whole(\.stream.blindSpot)),
  ]

  private static let texts = [
    Metric(
      "distinct-1", "different words over all words", .share, .whole { $0.stream.distinct(1) }),
    Metric(
      "distinct-2", "different pairs of words over all pairs", .share,
      .whole { $0.stream.distinct(2) }),
    Metric(
      "self-BLEU", "how much a problem's samples repeat each other", .share,
      .whole(\.stream.repetition)),
    Metric(
      "tokens", "mean length of a completion in tokens", .number,
      .mean { record in
        let counts = record.problem?.samples.compactMap(\.tokens) ?? []
        return (Double(counts.reduce(0, +)), counts.count)
      }),
    Metric(
      "characters", "mean length of a completion in characters", .number,
      .mean { record in
        let texts = record.texts
        return (Double(texts.reduce(0) { $0 + $1.unicodeScalars.count }), texts.count)
      }),
    Metric(
      "cut-off", "share of samples that were cut off for their length", .share,
      .mean { record in
        let known = record.problem?.samples.compactMap(\.finish) ?? []
        return (Double(known.count { $0 == "length" }), known.count)
      }),
    Metric(
      "chosen-longer", "share of pairs whose chosen completion is longer", .share,
      .mean { $0.row?.isChosenLonger.map { ($0 ? 1 : 0, 1) } }),
  ]

  private static let changes = [
    Metric(
      "length-drift", "mean length of a completion over that of the first stream", .number,
      .whole { context in context.first.flatMap { context.stream.lengthDrift(from: $0) } }),
    Metric(
      "agreement", "share of problems with the previous stream's answer", .share,
      .whole { context in context.previous.flatMap { context.stream.agreement(with: $0) } }),
    Metric(
      "accuracy-change", "accuracy minus the first stream's, on the problems of both", .change,
      .change { context in context.first.map { context.stream.change(of: \.accuracy, from: $0) } }),
    Metric(
      "accuracy-change-p", "p-value of that change: paired t-test, or McNemar's", .number,
      .whole { context in
        context.first.flatMap { context.stream.change(of: \.accuracy, from: $0).probability }
      }),
    Metric(
      "vote-change", "accuracy of votes minus the first stream's, likewise", .change,
      .change { context in context.first.map { context.stream.change(of: \.vote, from: $0) } }),
    Metric(
      "vote-change-p", "p-value of that change: McNemar's test", .number,
      .whole { context in
        context.first.flatMap { context.stream.change(of: \.vote, from: $0).probability }
      }),
  ]
}
