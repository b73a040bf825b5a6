import Answers
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
      read it takes more work than is allowed, the timeout: it does not vote), extractor, span and \
      majority; to the record its vote: answer, share, margin, entropy, counts, abstained, tie and, \
      if there is one, tie_rule, which broke it. Samples that were cut off, filtered or failed do \
      not vote. The share is of all samples, those without an answer included.

      Answers are compared by a normal form: 1/2, 0.5, 50 % and \\frac{1}{2} are one answer, \
      and so are {1,2} and {2,1}; what cannot be read as a whole is compared as text.

      --clusters lets answers in other words vote together: each sample's answer is then the most \
      frequent one among those that a judge found to be the same, and entropy is the semantic entropy.

      --weight makes counts carry weight, --soft gives each answer a label weight in counts and each \
      sample that of its answer in soft. --cross lets samples be judged by those of other groups, \
      such as --cross model by what the other models say: majority is then whether the sample has \
      the answer of the vote of all others, which cross in the record's vote tells.

      --compare-extractors prints, instead of records, how often the extractors of --extract find an \
      answer and agree, and the problems where they elect different answers.

      Memory: one block a thread. Randomness: --ties random alone, a function of --seed and the \
      record's id.

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
    case random
    case logprob
    case drop
  }

  @Option(
    help: ArgumentHelp(
      "How an answer is found: number, boxed, marked, phrase, choice, yesno, code, json:PATH, text, "
        + "regex:PATTERN, or several to be tried in turn, with commas between.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

  @Flag(help: "Read 1.000,5 as a thousand and a half.")
  var decimalComma = false

  @Flag(help: "Print where extractors differ, those of --extract, or all if there is one.")
  var compareExtractors = false

  @Option(help: ArgumentHelp("How many problems --compare-extractors prints.", valueName: "n"))
  var top = 20

  @Option(
    help: """
      How much a sample's vote counts: its probability, as that of a token on average (logprob) or \
      of the whole (raw-logprob), or the mean score of its critiques.
      """)
  var weight = Vote.Weighting.none

  @Option(
    help: ArgumentHelp(
      "Which critiques' scores are averaged for --weight score (default: all).", valueName: "kind"))
  var scoreKind: String?

  @Option(
    help: ArgumentHelp(
      "Let answers vote as one that critiques of this kind, as critique --ask same makes them, found "
        + "to be the same.", valueName: "kind"))
  var clusters: String?

  @Option(
    help: ArgumentHelp(
      "Add soft labels: share, or gauss:CENTRE,WIDTH of the share.", valueName: "labels"),
    transform: SoftLabels.init(_:))
  var soft: SoftLabels?

  @Option(
    help: ArgumentHelp(
      "Judge each sample by those with another value of this field of the sample.",
      valueName: "field"))
  var cross: String?

  @Option(help: "Which samples stay.")
  var keep = Keep.all

  @Option(
    help: ArgumentHelp("Drop records whose winner has less.", valueName: "share"),
    transform: Share.init(_:))
  var minShare: Share?

  @Option(
    help: """
      Whether a tie goes to the answer seen first, to one drawn, or to the most probable one \
      (sum of mean log-probabilities' exponentials), or drops the record.
      """)
  var ties = Ties.first

  @Flag(help: "Let samples vote that were cut off at their longest.")
  var truncated = false

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if scoreKind != nil, weight != .score {
      throw ValidationError("--score-kind needs --weight score")
    }
    guard top >= 0 else { throw ValidationError("--top must not be negative") }
    if compareExtractors,
      weight != .none || clusters != nil || soft != nil || cross != nil || keep != .all
    {
      throw ValidationError("--compare-extractors only prints: it takes no options of the vote")
    }
  }

  func run() throws {
    var extract = extract
    extract.decimalComma = decimalComma
    let poll = Poll(
      extract: extract, weight: weight, scoreKind: scoreKind, keep: keep, minShare: minShare,
      ties: ties, truncated: truncated, clusters: clusters, soft: soft, cross: cross,
      seeds: Seeding(seed: seeding.seed, filter: Self.name))
    if compareExtractors { return try printComparison(poll) }
    let details = ties == .random ? [seeding.detail] : []
    let description = RunDescription(
      Self.name, details: details, fields: FieldPath.list([cross]))
    try stream.map(description) { record throws(RecordError) in
      try poll.vote(record)
    }
  }
}

extension Vote.Weighting: ExpressibleByArgument {}
