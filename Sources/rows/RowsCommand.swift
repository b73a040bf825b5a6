import Answers
import ArgumentParser
import FilterKit
import Methods
import Prompts
import Records

/// Makes rows to train on of samples or solutions.
@main
struct RowsCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "rows",
    abstract: "Makes rows to train on of samples or solutions.",
    discussion: """
      Reads records and writes rows in TRL's form, each with its id:
        sft        prompt, completion; a row for each sample
        messages   messages: the prompt's, then the sample as the assistant's
        kto        prompt, completion, label; a row for each sample whose --label has a value
        advantage  prompt, completion, advantage: --by less the --baseline, over the --deviation
        group      prompt, completions, rewards; a row for each record, rewards from --by
      With --weight also weight, with --mask span_weights. Every row has the same keys.

      Samples that were cut off, filtered or failed, and empty texts, make no row and are counted. \
      --truncated takes those that were cut off; ended in each row then says whether the end of the \
      text may be learned.

      The prompt is the record's, or what --template, --system, --few-shot and --chat make of it: with \
      the options of the command that asked, a row holds what the model was shown. Templates see the \
      record's fields, and the sample's under sample. With --revisions a row is made of each revision: \
      templates see what it revises under sample and itself under revision, and a group is the \
      revisions of one sample.

      --from solution makes rows of the record's solutions, --from probs a row of each word whose \
      probability score wrote, with that as the weight.

      Memory: one block a thread. Randomness: none.

      Example: problems reverse --count 10 | rows --from solution
      """,
    version: version)

  static let commonOptions = [
    "--as", "--only", "--from", "--by", "--weight", "--completion", "--output",
  ]

  /// Where completions come from.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    case samples
    case solution
    case probs
  }

  @Option(name: .customLong("as"), help: "The form of the rows.")
  var form = RowForm.sft

  @Option(help: "What the completions are.")
  var from = Source.samples

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Flag(help: "Take samples that were cut off too; their ends are not learned.")
  var truncated = false

  @Flag(help: "Take revisions, after the prompt that showed what they revise.")
  var revisions = false

  @Option(
    help: ArgumentHelp(
      "The reward of a sample in rows of groups and advantages (default: reward).",
      valueName: "expression"), transform: Expression.init(parsing:))
  var by: Expression?

  @Option(
    help: ArgumentHelp(
      "The label of rows for KTO, true unless it is 0 (default: correct).",
      valueName: "expression"), transform: Expression.init(parsing:))
  var label: Expression?

  @Option(
    help: ArgumentHelp("The weight of a row.", valueName: "expression"),
    transform: Expression.init(parsing:))
  var weight: Expression?

  @Option(help: "What advantages are the difference from (default: leave-one-out).")
  var baseline: Advantage.Baseline?

  @Option(help: "What advantages are divided by (default: none).")
  var deviation: Advantage.Deviation?

  @Option(
    help: ArgumentHelp(
      "A mustache template that makes the completion (default: {{sample.text}}).",
      valueName: "template"), transform: Template.init(_:))
  var completion: Template?

  @Option(
    help: ArgumentHelp(
      "Do not learn what a regular expression finds in a completion: its first group, or all.",
      valueName: "pattern"), transform: pattern(_:))
  var mask: [Pattern] = []

  @OptionGroup(title: "Rendering") var rendering: RowRenderingOptions
  @OptionGroup var stream: StreamOptions

  // MARK: - Options

  func validate() throws {
    guard by == nil || form == .group || form == .advantage else {
      throw ValidationError("--by needs --as group or --as advantage")
    }
    guard label == nil || form == .kto else { throw ValidationError("--label needs --as kto") }
    guard form == .advantage || (baseline == nil && deviation == nil) else {
      throw ValidationError("--baseline and --deviation need --as advantage")
    }
    guard mask.isEmpty || form != .messages else {
      throw ValidationError("--as messages has no place for what --mask finds: use --as sft")
    }
    guard !truncated || form != .messages else {
      throw ValidationError("--as messages cannot say that an end is not learned: use --as sft")
    }
    guard !revisions || rendering.template != nil else {
      throw ValidationError(
        "--revisions needs the --template that showed the sample; refine --print-template prints "
          + "the one of refine")
    }
    if from != .samples { try validateSource() }
  }

  private func validateSource() throws {
    let option = "--from \(from.rawValue)"
    guard form != .group, form != .advantage else {
      throw ValidationError("\(option) gives no rewards: use --as sft, messages or kto")
    }
    guard !selection.isGiven, !revisions, !truncated, completion == nil else {
      throw ValidationError(
        "\(option) takes no samples: --only, --latest, --revisions, --truncated and --completion are "
          + "about samples")
    }
    guard form != .kto || label != nil else {
      throw ValidationError("\(option) --as kto needs --label, such as --label true")
    }
    guard from != .probs || weight == nil else {
      throw ValidationError("--from probs has the probabilities as weights: it takes no --weight")
    }
  }

  private static func pattern(_ text: String) throws -> Pattern {
    do { return try Pattern(text) } catch {
      throw ValidationError("the pattern cannot be read: \(error.description)")
    }
  }

  // MARK: - Running

  func run() throws {
    let selection = selection.selection
    var rendering = rendering
    // A conversation has a system message of its own.
    if form == .messages { rendering.chat = true }
    let open = try rendering.open()
    let maker = RowMaker(
      form: form, rule: RowRule(takesTruncated: truncated), selection: selection,
      revisions: revisions, by: try by ?? Expression(parsing: "reward"),
      label: try label ?? Expression(parsing: "correct"), weight: weight,
      baseline: baseline ?? .leaveOneOut, deviation: deviation ?? .none,
      prompts: RowPrompts(open), completion: try completion.map { try Rendering(template: $0) },
      masks: mask)
    let asked = [
      form == .group || form == .advantage ? maker.by : nil,
      form == .kto && from == .samples ? maker.label : label, weight,
    ]
    let details =
      open.history == [:] ? [] : [JSON.Member("rendering", open.history)]
    let description = RunDescription(
      Self.name, details: details,
      fields: asked.flatMap { $0?.paths ?? [] } + FieldPath.list(open.optionalFields),
      selection: selection)
    let from = from
    try stream.map(description) { record throws(RecordError) in
      switch from {
      case .samples: try maker.rows(of: record)
      case .solution: try maker.solutionRow(of: record)
      case .probs: try maker.wordRows(of: record)
      }
    }
  }
}

extension RowForm: ExpressibleByArgument {}
extension Advantage.Baseline: ExpressibleByArgument {}
extension Advantage.Deviation: ExpressibleByArgument {}
