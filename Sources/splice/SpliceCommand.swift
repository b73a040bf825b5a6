import ArgumentParser
import FilterKit
import Methods
import Prompts
import Records

/// Makes one trace of several attempts: wrong ones, then a right one.
@main
struct SpliceCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "splice",
    abstract: "Makes one trace of several attempts: wrong ones, then a right one.",
    discussion: """
      Reads records whose samples were verified and writes rows to train on: id, prompt, completion, \
      span_weights and spans. The completion is wrong attempts, each with --between behind it, then \
      the first right attempt and --end. --wrong tells how many wrong attempts with different answers \
      there are: a number, or by-difficulty, which takes none of a record without a wrong sample, one \
      of one, two of two or three, and three of more (S²R). --each makes a trace for each sample \
      instead: a right one alone, a wrong one before the right one (PAM).

      --mask wrong keeps the wrong attempts from being learned: they have weight 0 in span_weights. \
      spans tells where each part stands, in UTF-8 bytes, and what it is: wrong, between, right or end.

      Undecided samples, and those that were cut off, filtered or failed, take no part. Where no \
      sample is right, --from solution takes the record's solution; else the record is dropped as \
      no-right.

      Memory: one block a thread. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 8 | verify --extract text | \
      splice --wrong 1 --between '#' --end '!'
      """,
    version: version)

  static let commonOptions = [
    "--wrong", "--each", "--between", "--end", "--mask", "--from", "--output",
  ]

  /// Where a right attempt comes from.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    case samples
    case solution
  }

  /// What is not learned.
  enum Mask: String, ExpressibleByArgument, CaseIterable {
    case none
    case wrong
  }

  @Option(
    help: ArgumentHelp("How many wrong attempts a trace has.", valueName: "n|by-difficulty"),
    transform: WrongAttempts.init(_:))
  var wrong = WrongAttempts.most(1)

  @Flag(help: "A trace for each sample that was decided.")
  var each = false

  @Option(
    help: ArgumentHelp(
      "What stands behind a wrong attempt: a text, or critique:KIND for what its last critique of "
        + "that kind says.", valueName: "text|critique:kind"), transform: Connector.init(_:))
  var between = Connector.text("\n")

  @Option(help: ArgumentHelp("What stands behind the right attempt.", valueName: "text"))
  var end = ""

  @Option(help: "Which parts have weight 0.")
  var mask = Mask.none

  @Option(help: "Where the right attempt comes from if no sample is right.")
  var from = Source.samples

  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup(title: "Rendering") var rendering: RowRenderingOptions
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard !each || wrong == .most(1) else {
      throw ValidationError("--each has one wrong attempt a trace: it takes no --wrong")
    }
  }

  func run() throws {
    let open = try rendering.open()
    let splicing = Splicing(
      wrong: wrong, each: each, between: between, end: end, masksWrong: mask == .wrong,
      takesSolution: from == .solution, selection: selection.selection, prompts: RowPrompts(open))
    let details = open.history == [:] ? [] : [JSON.Member("rendering", open.history)]
    let description = RunDescription(
      Self.name, details: details, fields: FieldPath.list(open.optionalFields),
      selection: splicing.selection)
    try stream.map(description) { record throws(RecordError) in try splicing.rows(of: record) }
  }
}
