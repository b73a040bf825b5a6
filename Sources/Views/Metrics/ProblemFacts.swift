import Methods
import Records

/// What is known of a problem with its samples that metrics are computed from: rightness is decided
/// here, once, for all of them.
struct ProblemFacts {
  let samples: [SampleFacts]
  /// The reference in its normal form.
  let reference: String?
  /// Of each answer, in its normal form, how right it is: 1 or 0, or the share of its samples that
  /// verify found right if it says both.
  let values: [String: Double]
  /// What vote wrote.
  let vote: VoteFacts?
  /// Whether anything can be right: there is a reference, or tests, or verify has decided.
  let isJudgeable: Bool
  /// Of each sample whether it is right; nil while that is undecided.
  let rightness: [Bool?]
  /// The samples that are judged: verify was asked, or there is a reference and somebody looked for
  /// an answer.
  let judged: [Bool]
  /// The hash of the id, for what is drawn at random.
  let hash: UInt64

  /// What vote wrote of a problem.
  struct VoteFacts {
    let answer: String?
    let entropy: Double?
    let margin: Double?
    let share: Double?
    let isTie: Bool

    fileprivate init(_ vote: JSON, answer: String?) {
      self.answer = answer
      entropy = vote["entropy"]?.double
      margin = vote["margin"]?.double
      share = vote["share"]?.double
      isTie = vote["tie"]?.boolean == true
    }
  }

  /// Reads a record.
  init(_ record: Record, hash: UInt64, scores: CritiqueScores) throws(RecordError) {
    self.hash = hash
    var answers = NormalAnswers()
    let reference = try record.string("reference").flatMap { $0.isEmpty ? nil : $0 }
    var samples: [SampleFacts] = []
    for sample in try record.samples {
      samples.append(try SampleFacts(sample, reference: reference, &answers, scores: scores))
    }
    self.samples = samples
    values = Self.values(samples)
    let extractor = try record.firstExtractor
    self.reference = reference.map { answers.form(of: $0, foundBy: extractor) }
    vote = try record.vote.map { vote in
      VoteFacts(
        vote, answer: vote["answer"]?.string.map { answers.form(of: $0, foundBy: extractor) })
    }
    let hasTests = try record.value("tests").map { !$0.isNull } ?? false
    isJudgeable = reference != nil || hasTests || samples.contains { $0.verdict != nil }
    rightness = samples.map { sample in
      if sample.hasVerdict { return sample.verdict }
      return sample.answer == nil || reference == nil ? nil : sample.isReference
    }
    judged = samples.map { $0.hasVerdict || (reference != nil && $0.hasAnswer) }
  }

  /// How right each answer is.
  private static func values(_ samples: [SampleFacts]) -> [String: Double] {
    var verdicts: [String: (right: Int, all: Int, isReference: Bool)] = [:]
    for sample in samples {
      guard let answer = sample.answer else { continue }
      var count = verdicts[answer] ?? (0, 0, false)
      if let verdict = sample.verdict {
        count.all += 1
        count.right += verdict ? 1 : 0
      }
      if sample.isReference { count.isReference = true }
      verdicts[answer] = count
    }
    return verdicts.mapValues { count in
      guard count.all == 0 else { return Double(count.right) / Double(count.all) }
      return count.isReference ? 1 : 0
    }
  }
}

// MARK: - What metrics ask

extension ProblemFacts {
  /// How many samples are right.
  var right: Int { rightness.count { $0 == true } }
  /// How many are judged.
  var judgedCount: Int { judged.count { $0 } }
  /// How many of those are undecided.
  var undecided: Int { zip(judged, rightness).count { $0 && $1 == nil } }

  /// The share of right samples among the judged ones; nil if nothing can be judged.
  var accuracy: Double? {
    guard isJudgeable, judgedCount > 0 else { return nil }
    return Double(zip(judged, rightness).count { $0 && $1 == true }) / Double(judgedCount)
  }

  /// Whether all samples are judged, so that subsets of them can be.
  private var isComplete: Bool {
    isJudgeable && !samples.isEmpty && judgedCount == samples.count
  }

  /// 1, 2, 4, … and the number of samples.
  private var powers: [Int] {
    var powers: [Int] = []
    var k = 1
    while k < samples.count {
      powers.append(k)
      k *= 2
    }
    return powers + (samples.isEmpty ? [] : [samples.count])
  }

  /// pass@k for each k.
  var passes: [Int: Double] {
    guard isComplete else { return [:] }
    let right = right
    return Dictionary(
      uniqueKeysWithValues: powers.compactMap { k in
        Accuracy.pass(at: k, correct: right, of: samples.count).map { (k, $0) }
      })
  }

  /// maj@k for each k; a problem that nobody answered has 0.
  var majorities: [Int: Double] {
    guard isComplete, samples.contains(where: \.hasAnswer) else { return [:] }
    let powers = powers
    let values = SubsetVote.accuracies(
      at: powers, answers: samples.map(\.answer), values: values, key: hash)
    return Dictionary(uniqueKeysWithValues: zip(powers, values))
  }

  /// The answer that vote elected, or that most samples have.
  var elected: String? { vote.map(\.answer) ?? majority }

  /// The answer that most samples have.
  var majority: String? { Vote.tally(answers: samples.map(\.answer)).answer }

  /// The entropy of the answers, in nats; nil if there are none.
  var answerEntropy: Double? {
    guard samples.contains(where: { $0.answer != nil }) else { return nil }
    return Vote.tally(answers: samples.map(\.answer)).entropy
  }

  /// How right the vote's answer is, as far as vote was run; of none, 0.
  var voteAccuracy: Double? {
    guard isJudgeable, let vote else { return nil }
    return value(of: vote.answer)
  }

  /// How right the answer of most samples is; nil if no answers were looked for.
  var majorityAccuracy: Double? {
    guard isJudgeable, samples.contains(where: \.hasAnswer) else { return nil }
    return value(of: majority)
  }

  /// Whether the elected answer is right, or without answers whether most samples are; nil while
  /// nothing says so.
  var isRight: Bool? {
    guard let elected else {
      let decided = rightness.compactMap { $0 }
      return decided.isEmpty ? nil : decided.count { $0 } * 2 > decided.count
    }
    let isKnown =
      reference != nil
      || zip(samples, rightness).contains { $0.answer == elected && $1 != nil }
    return isKnown ? value(of: elected) > 0.5 : nil
  }

  private func value(of answer: String?) -> Double {
    guard let answer else { return 0 }
    return values[answer] ?? (answer == reference ? 1 : 0)
  }

  /// The samples on which a verifier can be measured, by what accepts them.
  func accepted(_ passes: (SampleFacts) -> Bool?) -> [(isCorrect: Bool, passes: Bool)] {
    zip(samples, rightness).compactMap { sample, isRight in
      guard let isRight, let passes = passes(sample) else { return nil }
      return (isRight, passes)
    }
  }

  /// How balanced its samples are for training; a problem of which nothing was selected has 0.
  func balance(target: Int) -> Double? {
    guard isJudgeable, samples.allSatisfy({ $0.text != nil }),
      samples.isEmpty || rightness.contains(where: { $0 != nil })
    else { return nil }
    let different = Set(
      zip(samples, rightness).compactMap { sample, isRight in isRight == true ? sample.text : nil })
    return BalanceScore.score(correct: different.count, selected: samples.count, target: target)
  }
}

extension Record {
  /// What vote wrote; nil if that is not there, or no object.
  var vote: JSON? {
    get throws(RecordError) {
      let vote = try json("vote")
      return vote?.members == nil ? nil : vote
    }
  }

  /// The extractor of the first sample that names one, for what is compared with the answers.
  var firstExtractor: String? {
    get throws(RecordError) {
      guard sampleCount > 0 else { return nil }
      for sample in try samples {
        if let extractor = try sample.string("extractor") { return extractor }
      }
      return nil
    }
  }
}
