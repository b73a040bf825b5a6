import Answers
import FilterKit
import Methods
import Records

/// The vote on one record: reads what the methods need, and writes what they say.
///
/// The options stand here once more since ArgumentParser's property wrappers are too slow to be read
/// for each sample.
struct RecordVote {
  let extract: AnswerExtractor
  let weight: Weighting
  let scoreKind: String?
  let keep: VoteCommand.Keep
  let minShare: Share?
  let ties: TieRule
  let abstention: Abstention
  let clusters: String?
  let soft: SoftLabels?
  let cross: String?
  let maxShare: Share?
  let minMargin: Share?
  let selection: SampleSelection
  let elected: ElectedAnswers?
  let on: FieldPath?
  let agreement: FieldPath?
  let seeds: Seeding

  func vote(_ record: Record) throws(RecordError) -> Outcome {
    let samples = try record.samples
    var found: [ExtractedAnswer?] = []
    for sample in samples { found.append(try answer(of: sample, by: extract)) }
    if let clusters { try merge(&found, clusters, of: record) }
    let answers = found.map { $0?.answer }
    let weights = weight == .none ? nil : try self.weights(of: samples, answers)
    let scope = try RecordScope(record)
    let taken = try selection.taken(in: scope)
    let voters = answers.indices.filter { taken[$0] }
    var election = Vote.tally(
      answers: voters.map { answers[$0] }, weights: weights.map { all in voters.map { all[$0] } })
    let untie = try tieBreaker(record, samples, answers, needed: election.tie || cross != nil)
    election = untie(election, voters)
    if let minShare, election.share < minShare.value { return .drop("below-share") }
    if let maxShare, election.share > maxShare.value { return .drop("above-share") }
    if let minMargin, election.margin < minMargin.value { return .drop("below-margin") }
    if ties == .drop, election.tie { return .drop("tie") }
    if keep == .majority, election.answer == nil { return .drop("no-answer") }

    let crossing = try cross.map { field throws(RecordError) in
      CrossVote(
        answers: answers, weights: weights, groups: try groups(of: samples, by: field)
      ) { election, voters in ties == .drop ? nil : untie(election, voters) }
    }
    if let crossing, keep == .majority, !crossing.labels.contains(where: { $0 != nil }) {
      return .drop("no-other-group")
    }
    var given: String??
    if let elected {
      let id = if let on { try on.written(at: nil, in: scope) } else { try record.string("id") }
      given = .some(elected.answer(for: id))
    }
    let agreement = try agreement.map { path throws(RecordError) in
      try self.agreement(of: answers, voters, by: path, in: scope)
    }
    let softWeights = soft?.weights(of: election)
    var edit = RecordEdit(record)
    edit.set("vote") { write(election, softWeights, crossing, agreement, to: &$0) }
    for (place, sample) in samples.enumerated() {
      let answer = found[place]
      let winner = given ?? crossing.map { $0.labels[place] } ?? election.answer
      let isMajority = answer?.answer != nil && answer?.answer == winner
      if keep == .majority, !isMajority {
        edit.dropSample(sample.number, reason: Self.reason(answer))
        continue
      }
      edit.setAnswer(
        answer?.answer, extractor: answer?.extractor, span: answer?.span,
        ofSample: sample.number)
      edit.set("majority", ofSample: sample.number) {
        $0.append(contentsOf: isMajority ? "true".utf8 : "false".utf8)
      }
      if let softWeights {
        let position = election.counts.firstIndex { $0.answer == answer?.answer }
        edit.set(
          "soft", ofSample: sample.number, position.map { .number(softWeights[$0]) } ?? .null)
      }
    }
    return .pass(edit)
  }

  /// Why a sample is not in the majority.
  private static func reason(_ found: ExtractedAnswer?) -> String {
    guard let found else { return "no-answer" }
    return found.answer == nil ? "timeout" : "minority"
  }

  // MARK: Ballots

  /// The answer with which a sample votes, nil if it abstains.
  private func answer(
    of sample: Sample, by extract: AnswerExtractor
  ) throws(RecordError) -> ExtractedAnswer? {
    if abstention.excludes(finish: try sample.string("finish")) { return nil }
    return try sample.withText("text") { extract.extract(from: $0) }
  }

  /// Makes answers one that critiques found to be the same.
  private func merge(
    _ found: inout [ExtractedAnswer?], _ kind: String, of record: Record
  ) throws(RecordError) {
    var clusters = AnswerClusters(count: found.count)
    for (first, second, probability) in try record.comparisons(kind: kind) {
      clusters.add(first, second, probability: probability)
    }
    for (place, answer) in clusters.merged(found.map { $0?.answer }).enumerated() {
      found[place]?.answer = answer
    }
  }

  /// The answers of the samples by each extractor alone.
  func answers(
    of record: Record, by extractors: [AnswerExtractor]
  ) throws(RecordError) -> [[String?]] {
    var answers: [[String?]] = []
    for extractor in extractors {
      var found: [String?] = []
      for sample in try record.samples {
        found.append(try answer(of: sample, by: extractor)?.answer)
      }
      answers.append(found)
    }
    return answers
  }

  /// The weights of the samples' votes, nil for those without an answer or a weight.
  private func weights(
    of samples: [Sample], _ answers: [String?]
  ) throws(RecordError) -> [Double?] {
    var weights: [Double?] = []
    for (sample, answer) in zip(samples, answers) {
      weights.append(answer == nil ? nil : try weight(of: sample))
    }
    return weight == .rawLogprob ? Weighting.probabilities(logprobs: weights) : weights
  }

  private func weight(of sample: Sample) throws(RecordError) -> Double? {
    switch weight {
    case .none: return 1
    case .rawLogprob: return try sample.need("logprob", try sample.double("logprob"))
    case .logprob: return try meanProbability(of: sample)
    case .score:
      guard try sample.value("critiques") != nil else {
        throw RecordError("the field “critiques” is missing")
      }
      return try sample.meanScore(kind: scoreKind)
    }
  }

  private func meanProbability(of sample: Sample) throws(RecordError) -> Double? {
    let logprob = try sample.need("logprob", try sample.double("logprob"))
    guard let tokens = try sample.json("tokens")?["completion"]?.integer else {
      throw RecordError("the field “tokens” does not tell the completion's length")
    }
    let ended = try sample.string("finish") == "stop"
    return Weighting.meanProbability(logprob: logprob, tokens: tokens, ended: ended)
  }

  /// The values of a field as they are written, by which samples are grouped; nil is in no group.
  private func groups(of samples: [Sample], by field: String) throws(RecordError) -> [String?] {
    var groups: [String?] = []
    for sample in samples {
      let value = try sample.value(field)
      groups.append(
        value.flatMap { $0.isNull ? nil : $0.string ?? String(decoding: $0.bytes, as: UTF8.self) })
    }
    return groups
  }

  // MARK: Ties

  /// Breaks the tie of an election among the samples at some places.
  /// - Parameter needed: whether there is a tie, or there may be one, for which values must be read.
  private func tieBreaker(
    _ record: Record, _ samples: [Sample], _ answers: [String?], needed: Bool
  ) throws(RecordError) -> (Election, [Int]) -> Election {
    guard needed else { return { election, _ in election } }
    let values = try tieValues(samples, answers)
    let id = ties == .random ? try record.need("id", try record.string("id")) : ""
    return { election, voters in
      var generator = seeds.generator(id: id)
      return ties.break(
        election, answers: voters.map { answers[$0] },
        values: values.isEmpty ? [] : voters.map { values[$0] }, using: &generator)
    }
  }

  /// What the rule has to know of each sample; empty if it needs nothing.
  private func tieValues(
    _ samples: [Sample], _ answers: [String?]
  ) throws(RecordError) -> [Double?] {
    guard let value = ties.value else { return [] }
    var values: [Double?] = []
    for (sample, answer) in zip(samples, answers) {
      switch (answer, value) {
      case (nil, _): values.append(nil)
      case (_, .probability): values.append(try meanProbability(of: sample))
      case (_, .length): values.append(try sample.withText("text") { Double($0.count) })
      }
    }
    return values
  }

  /// How far the groups of voters agree, by the values of a field; nil if it is not known.
  private func agreement(
    of answers: [String?], _ voters: [Int], by path: FieldPath, in scope: RecordScope
  ) throws(RecordError) -> Double? {
    var groups: [String?] = []
    for place in voters { groups.append(try path.written(at: place, in: scope)) }
    return GroupAgreement.value(answers: voters.map { answers[$0] }, groups: groups)
  }

  // MARK: Writing

  private func write(
    _ election: Election, _ soft: [Double]?, _ crossing: CrossVote?, _ agreement: Double??,
    to output: inout [UInt8]
  ) {
    JSONObjectWriter.write(to: &output) { vote in
      vote.add("answer", election.answer)
      vote.add("share", election.share)
      vote.add("margin", election.margin)
      vote.add("entropy", election.entropy)
      vote.add("counts", election.counts.enumerated()) { count, candidate in
        count.add("answer", candidate.element.answer)
        count.add("count", candidate.element.count)
        if weight != .none { count.add("weight", candidate.element.weight) }
        if let soft { count.add("soft", soft[candidate.offset]) }
      }
      vote.add("abstained", election.abstained)
      vote.add("tie", election.tie)
      if let rule = election.tieRule { vote.add("tie_rule", rule) }
      if let agreement { vote.add("agreement", agreement) }
      if let crossing { vote.add("cross", crossing.elections) { Self.write($1, to: &$0) } }
    }
  }

  private static func write(
    _ crossing: (group: String, election: Election), to object: inout JSONObjectWriter
  ) {
    object.add("group", crossing.group)
    object.add("answer", crossing.election.answer)
    object.add("share", crossing.election.share)
    object.add("tie", crossing.election.tie)
  }
}
