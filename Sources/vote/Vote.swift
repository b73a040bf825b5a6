import ArgumentParser
import FilterKit
import Methods
import Records

/// Lets the samples of each problem vote on its answer.
@main
struct VoteCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "vote",
    abstract: "Lets the samples of each problem vote on its answer.",
    discussion: """
      Reads records with samples. Adds to each sample its answer (null if none is found, or if to \
      read it takes more work than is allowed, the timeout: it does not vote), extractor, span and majority; to the record its vote: answer, share, margin, \
      entropy, counts, abstained, tie. Samples that were cut off, filtered or failed do not vote. \
      The share is of all samples, those without an answer included.

      Memory: one block a thread. Randomness: none; of equal answers the one seen first wins.

      Example: problems reverse --count 10 | sample --model base -n 16 | vote --keep majority
      """,
    version: version)

  /// Which samples stay.
  enum Keep: String, ExpressibleByArgument, CaseIterable {
    case all
    case majority
  }

  /// What becomes of a record whose first answers have equal weight.
  enum Ties: String, ExpressibleByArgument, CaseIterable {
    case first
    case drop
  }

  @Option(
    help: ArgumentHelp(
      "How an answer is found: number, boxed, choice, json:PATH, text, regex:PATTERN, or several "
        + "to be tried in turn, with commas between.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

  @Option(help: "How much a sample's vote counts.")
  var weight = Vote.Weighting.none

  @Option(
    help: ArgumentHelp(
      "Which critiques' scores are averaged for --weight score (default: all).", valueName: "kind"))
  var scoreKind: String?

  @Option(help: "Which samples stay.")
  var keep = Keep.all

  @Option(
    help: ArgumentHelp("Drop records whose winner has less.", valueName: "share"),
    transform: Share.init(_:))
  var minShare: Share?

  @Option(help: "Whether a tie goes to the answer seen first, or drops the record.")
  var ties = Ties.first

  @Flag(help: "Let samples vote that were cut off at their longest.")
  var truncated = false

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if scoreKind != nil, weight != .score {
      throw ValidationError("--score-kind needs --weight score")
    }
  }

  func run() throws {
    try stream.map(RunDescription(Self.name)) { [self] record throws(RecordError) in
      try vote(record)
    }
  }

  private func vote(_ record: Record) throws(RecordError) -> Outcome {
    let samples = try record.samples
    var found: [ExtractedAnswer?] = []
    for sample in samples { found.append(try answer(of: sample)) }
    let election: Election
    if weight == .none {
      election = Vote.tally(answers: found.map { $0?.answer })
    } else {
      var weights: [Double?] = []
      for (sample, answer) in zip(samples, found) {
        weights.append(answer?.answer == nil ? nil : try voteWeight(of: sample))
      }
      election = Vote.tally(answers: found.map { $0?.answer }, weights: weights)
    }
    if let minShare, election.share < minShare.value { return .drop("below-share") }
    if ties == .drop, election.tie { return .drop("tie") }
    if keep == .majority, election.answer == nil { return .drop("no-answer") }

    var edit = RecordEdit(record)
    edit.set("vote", Self.json(election))
    for (sample, answer) in zip(samples, found) {
      let isMajority = answer?.answer != nil && answer?.answer == election.answer
      if keep == .majority, !isMajority {
        edit.dropSample(sample.number, reason: Self.reason(answer))
      } else {
        edit.setAnswer(
          answer?.answer, extractor: answer?.extractor, span: answer?.span,
          ofSample: sample.number)
        edit.set("majority", ofSample: sample.number, .boolean(isMajority))
      }
    }
    return .pass(edit)
  }

  /// Why a sample is none of the majority.
  private static func reason(_ found: ExtractedAnswer?) -> String {
    guard let found else { return "no-answer" }
    return found.answer == nil ? "timeout" : "minority"
  }

  /// The answer with which a sample votes, nil if it abstains.
  private func answer(of sample: Sample) throws(RecordError) -> ExtractedAnswer? {
    switch try sample.string("finish") {
    case "length": if !truncated { return nil }
    case "filter", "error": return nil
    default: break
    }
    return try sample.withText("text") { extract.extract(from: $0) }
  }

  /// The weight of a sample's vote, nil if it has none.
  private func voteWeight(of sample: Sample) throws(RecordError) -> Double? {
    switch weight {
    case .none: return 1
    case .logprob:
      let logprob = try sample.need("logprob", try sample.double("logprob"))
      guard let tokens = try sample.json("tokens")?["completion"]?.integer else {
        throw RecordError("the field “tokens” does not tell the completion's length")
      }
      let ended = try sample.string("finish") == "stop" ? 1 : 0
      return Vote.weight(logprob: logprob, tokens: tokens + ended)
    case .score:
      guard try sample.value("critiques") != nil else {
        throw RecordError("the field “critiques” is missing")
      }
      return try sample.meanScore(kind: scoreKind)
    }
  }

  private static func json(_ election: Election) -> JSON {
    [
      "answer": election.answer.map { .string($0) } ?? .null,
      "share": .number(election.share),
      "margin": .number(election.margin),
      "entropy": .number(election.entropy),
      "counts": .array(
        election.counts.map {
          ["answer": .string($0.answer), "count": .integer(Int64($0.count))]
        }),
      "abstained": .integer(Int64(election.abstained)),
      "tie": .boolean(election.tie),
    ]
  }
}

extension Vote.Weighting: ExpressibleByArgument {}
