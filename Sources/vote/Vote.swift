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
      Reads records with samples. Each sample gets its answer, extractor, span and majority \
      (whether it gave the winning answer); each record gets its vote: answer, share, margin, entropy, \
      counts, abstained, tie and, if a tie was broken, tie_rule. A sample whose answer was not found, \
      or takes too much work to normalise, has the answer null and abstains. So do samples that were \
      cut off, filtered or failed. The share is of all samples, abstentions included.

      Answers are compared in a normal form: 1/2, 0.5, 50 % and \\frac{1}{2} are one answer, \
      and so are {1,2} and {2,1}; what cannot be read as a whole is compared as text.

      --extract names one extractor or several, tried in order until one finds an answer. None of \
      them looks into reasoning between tags such as <think> and </think>.

      \(AnswerExtractor.manual)

      A PATTERN knows . [a-z] [^a-z] [[:digit:]] \\d \\w \\s \\D \\W \\S \\b \\B ^ $ (…) (?:…) | * + ? {m,n} and \
      lazy counts such as *?, with (?i) in front for either case. It works on characters, ^ and $ are \
      the ends of lines; back references and look-around are refused.

      --clusters merges answers that a judge found equivalent before the vote; the entropy is then the \
      semantic entropy.

      --weight gives each vote a weight, which counts then show. --soft adds soft labels: a weight for \
      each answer in counts, copied to each sample as soft. --cross judges each sample by the samples \
      of all other groups: with --cross model, majority says whether a sample agrees with the vote of \
      the other models, and the record's vote has these votes in cross.

      --compare-extractors prints, instead of records, how often the extractors of --extract find an \
      answer and agree, and the problems where they elect different answers.

      Memory: one block for each thread. Randomness: only --ties random, a function of --seed and the \
      record's id.

      Example: problems reverse --count 10 | sample --model base -n 16 | vote --keep majority
      """,
    version: version)

  static let commonOptions = [
    "--extract", "--weight", "--ties", "--keep", "--min-share", "--output",
  ]

  /// Which samples stay.
  enum Keep: String, ExpressibleByArgument, CaseIterable {
    case all
    case majority
  }

  @Option(
    help: ArgumentHelp(AnswerExtractor.help, valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

  @Flag(help: "Read numbers with a decimal comma: 1.000,5 is 1000.5.")
  var decimalComma = false

  @Flag(
    help:
      "Print where the extractors of --extract differ; with one extractor, compare it with all others."
  )
  var compareExtractors = false

  @Option(
    help: ArgumentHelp("The number of problems that --compare-extractors prints.", valueName: "n"))
  var top = 20

  @Option(
    help: ArgumentHelp(
      "How much a sample's vote counts: "
        + Weighting.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "; ") + "."))
  var weight = Weighting.none

  @Option(
    help: ArgumentHelp(
      "The kind of critiques whose scores --weight score averages (default: all kinds).",
      valueName: "kind"))
  var scoreKind: String?

  @Option(
    help: ArgumentHelp(
      "Before the vote, merge answers that critiques of this kind judged equivalent (critique --ask "
        + "same).", valueName: "kind"))
  var clusters: String?

  @Option(
    help: ArgumentHelp(
      "Add soft labels: share (each answer's share of the votes), or gauss:CENTRE,WIDTH (a Gaussian in "
        + "that share, RESTRAIN).", valueName: "labels"),
    transform: SoftLabels.init(_:))
  var soft: SoftLabels?

  @Option(
    help: ArgumentHelp(
      "Judge each sample by the vote of all samples that have another value in this field.",
      valueName: "field"))
  var cross: String?

  @Option(help: "Which samples are kept: all, or those of the majority.")
  var keep = Keep.all

  @Option(
    help: ArgumentHelp(
      "Drop records whose winning answer has a smaller share.", valueName: "share"),
    transform: Share.init(_:))
  var minShare: Share?

  @Option(
    help: ArgumentHelp(
      "Drop records whose winning answer has a larger share.", valueName: "share"),
    transform: Share.init(_:))
  var maxShare: Share?

  @Option(
    help: ArgumentHelp(
      "Drop records whose winning answer leads the next one by a smaller share.",
      valueName: "share"),
    transform: Share.init(_:))
  var minMargin: Share?

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "Judge samples by the answers that the records of this stream elected, by id.",
      valueName: "file"))
  var electedBy: String?

  @Option(
    help: ArgumentHelp(
      "The field that is the id in the stream of --elected-by (default: id).", valueName: "field"))
  var on: FieldPath?

  @Option(
    help: ArgumentHelp(
      "Add agreement to vote: how far the samples with different values of this field agree.",
      valueName: "field"))
  var agreement: FieldPath?

  @Option(
    help: ArgumentHelp(
      "Which answer wins a tie: "
        + TieRule.allCases.map { "\($0.rawValue): \($0.summary)" }.joined(separator: "; ") + "."))
  var ties = TieRule.first

  @Flag(help: "Let samples vote that were cut off at the token limit.")
  var truncated = false

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if scoreKind != nil, weight != .score {
      throw ValidationError("--score-kind is only used with --weight score")
    }
    guard on == nil || electedBy != nil else { throw ValidationError("--on needs --elected-by") }
    guard electedBy == nil || cross == nil else {
      throw ValidationError("--cross and --elected-by are two ways to judge samples: use one")
    }
    guard top >= 0 else { throw ValidationError("--top must not be negative") }
    if compareExtractors,
      weight != .none || clusters != nil || soft != nil || cross != nil || keep != .all
        || electedBy != nil || agreement != nil || selection.isGiven
    {
      throw ValidationError(
        "--compare-extractors prints a table and makes no vote: remove the options of the vote")
    }
  }

  func run() throws {
    var extract = extract
    extract.decimalMark = decimalComma ? .comma : .point
    let vote = RecordVote(
      extract: extract, weight: weight, scoreKind: scoreKind, keep: keep, minShare: minShare,
      ties: ties, abstention: Abstention(truncated: truncated), clusters: clusters, soft: soft,
      cross: cross, maxShare: maxShare, minMargin: minMargin, selection: selection.selection,
      elected: try electedBy.map { try ElectedAnswers($0, stream) }, on: on, agreement: agreement,
      seeds: Seeding(seed: seeding.seed, filter: Self.name))
    if compareExtractors { return try printComparison(vote) }
    let details = ties == .random ? [seeding.detail] : []
    let description = RunDescription(
      Self.name, details: details,
      fields: FieldPath.list([cross]) + [on, agreement].compactMap { $0 },
      selection: vote.selection)
    try stream.map(description) { record throws(RecordError) in
      try vote.vote(record)
    }
    if let missing = vote.elected?.missing, missing > 0 {
      say("\(Self.name): warning: --elected-by has no answer for \(missing) records")
    }
  }
}

extension Weighting: ExpressibleByArgument {}
extension TieRule: ExpressibleByArgument {}
