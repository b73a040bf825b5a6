import ArgumentParser
import FilterKit
import Methods
import Prompts
import Records

/// Makes records of what stands inside records.
@main
struct LiftCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "lift",
    abstract: "Makes records of what stands inside records: samples, critiques, steps.",
    discussion: """
      Reads records with samples and writes records of their own:
        samples     one for each sample, ID/INDEX
        revisions   one for each revision, ID/PARENT/INDEX; sample is what it revises, revision itself
        critiques   one for each sample with critiques of --kind, ID/INDEX: the prompt is what the \
      judge was shown, the samples are its judgements; with --each one for each critique, \
      ID/INDEX/PLACE
        steps       one for each step of a sample, ID/INDEX/STEP; templates see step and before
        beginnings  one for each beginning of a sample, --at so many steps, ID/INDEX/STEPS: the \
      prompt goes on with it, and a model goes on from there
      --template makes the prompt; it sees the record's fields, and the sample's under sample. \
      Without one the prompt is the sample's text, the judge's own prompt, or the record's prompt with \
      the steps before. --completion, --reference and --solution are templates too. Of other fields \
      only those of --carry are copied. lifted tells where a record comes from, for regroup; with \
      --whole the first record of each keeps the one that it comes from in it.

      Memory: one block a thread. Randomness: --at random alone, a function of --seed, the record's id \
      and the sample's index.

      Example: problems reverse --count 10 | sample --model base -n 2 | lift samples --carry reference
      """,
    version: version)

  static let commonOptions = [
    "--only", "--kind", "--template", "--completion", "--carry", "--output",
  ]

  @Argument(help: "What becomes records.")
  var unit: LiftUnit

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Option(help: ArgumentHelp("Which critiques.", valueName: "kind"))
  var kind: String?

  @Flag(help: "A record for each critique, not for each sample that has some.")
  var each = false

  @Flag(help: "Of each record only the sample whose critiques' scores vary most.")
  var mostVaried = false

  @Option(
    help: ArgumentHelp("What ends a step (default: a newline).", valueName: "text"))
  var steps: String?

  @Option(
    help: ArgumentHelp(
      "Beginnings of so many steps, of each number from 0 that leaves one, or of one drawn.",
      valueName: "n|every|random"), transform: BeginningRule.init(_:))
  var at: BeginningRule?

  @Option(
    help: ArgumentHelp("A mustache template for a completion.", valueName: "template"),
    transform: Template.init(_:))
  var completion: Template?

  @Option(
    help: ArgumentHelp("A mustache template for a reference.", valueName: "template"),
    transform: Template.init(_:))
  var reference: Template?

  @Option(
    help: ArgumentHelp("A mustache template for a solution.", valueName: "template"),
    transform: Template.init(_:))
  var solution: Template?

  @Option(
    help: ArgumentHelp(
      "Copy a field of the record, or of the sample as sample.NAME, or under another name as in "
        + "question=prompt; several with commas.", valueName: "fields"))
  var carry: [String] = []

  @Flag(help: "Keep each record in the first one that is lifted of it, for regroup.")
  var whole = false

  @OptionGroup(title: "Rendering") var rendering: RowRenderingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  // MARK: - Options

  func validate() throws {
    guard unit == .critiques || (kind == nil && !each && !mostVaried) else {
      throw ValidationError(
        "--kind, --each and --most-varied are about critiques: use lift critiques")
    }
    guard unit != .critiques || kind != nil else {
      throw ValidationError("lift critiques needs --kind, such as points")
    }
    guard unit == .beginnings || at == nil else {
      throw ValidationError("--at is about beginnings: use lift beginnings")
    }
    guard unit != .beginnings || at != nil else {
      throw ValidationError("lift beginnings needs --at: a number of steps, every or random")
    }
    guard unit == .steps || unit == .beginnings || steps == nil else {
      throw ValidationError("--steps is about steps: use lift steps or lift beginnings")
    }
    guard steps != "" else { throw ValidationError("--steps must not be empty") }
    guard unit != .revisions || rendering.template != nil else {
      throw ValidationError(
        "lift revisions needs the --template that showed the sample; refine --print-template prints "
          + "the one of refine")
    }
    guard unit != .critiques || each || rendering.template != nil || ownTemplate != nil else {
      throw ValidationError(
        "no template is known for critiques of kind \(kind ?? ""): give the judge's --template")
    }
    guard unit != .critiques || !each || rendering.template != nil else {
      throw ValidationError("--each needs --template: it shows sample and critique")
    }
    _ = try carried()
  }

  /// The template that `critique` takes for this kind by itself.
  private var ownTemplate: Judging? {
    unit == .critiques && !each ? kind.flatMap(Judging.init(rawValue:)) : nil
  }

  private func carried() throws -> [CarriedField] {
    try carry.flatMap { $0.split(separator: ",") }.map { try CarriedField(String($0)) }
  }

  // MARK: - Running

  func run() throws {
    let judging = rendering.template == nil ? ownTemplate : nil
    let open = try rendering.open(
      defaultTemplate: judging?.template, showing: ownTemplate?.shown ?? [])
    let texts = try [
      ("completion", completion), ("reference", reference), ("solution", solution),
    ].compactMap { name, template in
      try template.map { (name: name, rendering: try Rendering(template: $0)) }
    }
    let lift = Lift(
      unit: unit, selection: selection.selection, kind: kind, each: each, mostVaried: mostVaried,
      judging: ownTemplate ?? kind.flatMap(Judging.init(rawValue:)), separator: steps ?? "\n",
      rule: at ?? .every, rendering: open, texts: texts, carried: try carried(), whole: whole,
      seeds: Seeding(seed: seeding.seed, filter: Self.name))
    var details = at == .random ? [seeding.detail] : []
    if open.history != [:] { details.append(JSON.Member("rendering", open.history)) }
    let description = RunDescription(
      Self.name, details: details,
      fields: lift.carried.map(\.path) + FieldPath.list(open.optionalFields),
      selection: lift.selection)
    try stream.map(description) { record throws(RecordError) in try lift.records(of: record) }
  }
}

extension LiftUnit: ExpressibleByArgument {}
