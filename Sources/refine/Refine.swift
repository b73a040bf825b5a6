import ArgumentParser
import Checkpoints
import FilterKit
import ModelKit
import Models
import Records

/// Lets a model revise samples.
@main
struct RefineCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "refine",
    abstract: "Lets a model revise samples.",
    discussion: """
      Reads records with id, prompt and samples. Shows each sample that has a text and no revision \
      yet to the model, and appends -n revisions to the record as sample does, with parent, the \
      index of the revised sample. By default the model sees the question, the answer and the texts \
      of its critiques, and is not told whether the answer is correct. The default templates need \
      prompt and reference to be strings; a template of your own can use the record's fields, and \
      the sample's under sample, or with --aggregate the list samples. --print-template prints the \
      default one.
        --hint        the model sees the reference too, and reasons towards it
        --prefix      the model continues the beginning of the sample; the revision gets prefix, \
      the number of bytes given, and logprob covers the rest
        --aggregate   the model sees all samples at once and writes one answer, without parent
        --only        revises only samples that fulfil a condition: correct=false, vote.share<0.5
        --again       revises samples that have a revision, too

      Memory: at most 8,192 records, or 64 MiB of them, wait for replies. Randomness: the seed of \
      each revision is a function of --seed, the record's id and the revision's index.

      Example: echo '{"prompt":"*","text":"It is 7."}' > again; problems reverse --count 10 | \
      sample --model base -n 4 | refine --model replay:again
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = [
    "--model", "-n", "--hint", "--prefix", "--aggregate", "--only", "--output",
  ]

  /// The prompt without --template.
  static let reviewTemplate = """
    Here are a question and an answer to it.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}

    {{#sample.critiques}}
    {{#text}}
    A reviewer commented on the answer:
    {{.}}

    {{/text}}
    {{/sample.critiques}}
    The answer may or may not be correct. Check it step by step and look for errors. Then write a \
    complete, improved answer that can be read without the one above. Keep what is correct.
    """
  /// The same with --hint.
  static let hintTemplate = """
    Here are a question, an answer to it, and the correct result.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}

    Correct result:
    {{reference}}

    Write an answer that reaches the correct result by sound reasoning, as if you had found it \
    yourself. Do not mention that you were given the result.
    """
  /// The same with --aggregate.
  static let aggregateTemplate = """
    Here are a question and several answers to it. Some of them may be incorrect.

    Question:
    {{prompt}}

    {{#samples}}
    Answer:
    {{text}}

    {{/samples}}
    Compare the answers: find where they agree, where they differ, and which of them is correct \
    there. Then write one complete answer that can be read without the ones above.
    """

  @OptionGroup(title: "Model") var model: ModelOptions

  @Flag(help: "Show the reference to the model.")
  var hint = false

  @Option(
    help: ArgumentHelp(
      "Continue the first lines of each sample: a number of lines, a share, or all.",
      valueName: "n|n%|all"))
  var prefix: Beginning?

  @Flag(help: "Write one answer from all samples.")
  var aggregate = false

  @Option(help: ArgumentHelp("Append this text to the beginning of --prefix.", valueName: "text"))
  var then: String?

  @Flag(help: "Revise samples that have a revision, too.")
  var again = false

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Flag(help: "Print the template in the form that --template reads, and exit.")
  var printTemplate = false

  @OptionGroup(title: "Sampling") var sampling: SamplingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if !printTemplate { try model.need() }
    try sampling.check(model.server)
    guard [hint, prefix != nil, aggregate].count(where: { $0 }) <= 1 else {
      throw ValidationError("--hint, --prefix and --aggregate exclude one another")
    }
    guard then == nil || prefix != nil else { throw ValidationError("--then needs --prefix") }
    guard !printTemplate || prefix == nil else {
      throw ValidationError(
        "--print-template and --prefix exclude each other: --prefix uses no template")
    }
    guard model.rendering.template == nil || (!hint && prefix == nil) else {
      throw ValidationError(
        "--template replaces what --hint or --prefix would show: use it without them")
    }
  }

  private var defaultTemplate: String? {
    if prefix != nil { return nil }
    return aggregate ? Self.aggregateTemplate : hint ? Self.hintTemplate : Self.reviewTemplate
  }

  /// What a template of one's own must show to the model; with --prefix it makes the prompt.
  private var shown: [String] { prefix != nil ? [] : aggregate ? ["samples"] : ["sample"] }

  func run() throws {
    if printTemplate {
      return print(try model.rendering.templateText(default: defaultTemplate ?? "", showing: shown))
    }
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name),
      defaultTemplate: defaultTemplate, showing: shown)
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let selection = selection.selection
    try open.run(
      Self.name, stream, unit: "samples", details: [seeding.detail], selection: selection
    ) { run in
      try run.ask(
        prepare: { record in
          let revisions = try revisions(of: record, selection, open.rendering, seeds)
          return (
            revisions,
            revisions.map { .complete($0.prompt, sampling.settings, seed: $0.seed) }
          )
        },
        outcome: { record, revisions, replies in
          var edit = RecordEdit(record)
          for (revision, reply) in zip(revisions, replies) {
            try edit.addSample(
              reply.sample(
                index: revision.index, seed: revision.seed, model: open.model.name,
                beginning: revision.beginning, parent: revision.parent))
          }
          let next = try revisions.last.map { $0.index + 1 } ?? record.nextSampleIndex
          edit.set("next_index", .integer(Int64(next)))
          return .pass(edit)
        })
    }
  }

  /// One revision that is asked for.
  private struct Revision {
    var prompt: Prompt
    var beginning = ""
    var parent: Int?
    /// As a sample of the record, set by `revisions`.
    var index = 0
    var seed: UInt64 = 0
  }

  /// The revisions that a record's samples get, in their order.
  private func revisions(
    of record: Record, _ selection: SampleSelection, _ rendering: Rendering, _ seeds: Seeding
  ) throws(RecordError) -> [Revision] {
    let id = try record.need("id", try record.string("id"))
    let first = try record.nextSampleIndex
    let wanted = try distinctRevisions(of: record, selection, rendering)
    return wanted.flatMap { Array(repeating: $0, count: sampling.count) }.enumerated().map {
      place, revision in
      var revision = revision
      revision.index = first + place
      revision.seed = seeds.modelSeed(id: id, index: revision.index)
      return revision
    }
  }

  /// The same without their repetitions.
  private func distinctRevisions(
    of record: Record, _ selection: SampleSelection, _ rendering: Rendering
  ) throws(RecordError) -> [Revision] {
    let samples = try candidates(of: record, selection)
    if aggregate {
      return samples.isEmpty
        ? [] : [Revision(prompt: try rendering.prompt(of: samples, in: record))]
    }
    guard let prefix else {
      return try samples.map { sample throws(RecordError) in
        Revision(
          prompt: try rendering.prompt(of: sample, in: record), parent: try sample.index)
      }
    }
    guard !samples.isEmpty else { return [] }
    let prompt = try rendering.prompt(of: record)
    return try samples.map { sample throws(RecordError) in
      let beginning = prefix.of(try sample.need("text", try sample.string("text"))) + (then ?? "")
      return Revision(
        prompt: prompt.answered(by: beginning), beginning: beginning, parent: try sample.index)
    }
  }

  /// The samples that are revised.
  private func candidates(
    of record: Record, _ selection: SampleSelection
  ) throws(RecordError) -> [Sample] {
    let taken = try selection.taken(in: RecordScope(record))
    var parents: Set<Int> = []
    for sample in try record.samples {
      if let parent = try sample.integer("parent") { parents.insert(parent) }
    }
    var candidates: [Sample] = []
    for sample in try record.samples {
      let hasText = try sample.string("finish") != Finish.error.rawValue
      let index = try sample.index
      let isRevised = !aggregate && !again && parents.contains(index)
      if hasText, !isRevised, taken[sample.number] { candidates.append(sample) }
    }
    return candidates
  }
}

/// How much of a text is kept: a number of lines, a share of them, or all.
enum Beginning: ExpressibleByArgument, Equatable {
  case all
  case lines(Int)
  /// Rounded down.
  case share(Double)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), percent > 0, percent < 100 else {
        return nil
      }
      self = .share(percent / 100)
    } else {
      guard let count = Int(argument), count > 0 else { return nil }
      self = .lines(count)
    }
  }

  /// The first lines of a text that are not empty, with what stands between them and their ends;
  /// never all of them but with `all`, for then nothing is left to be written.
  func of(_ text: String) -> String {
    if self == .all { return text }
    var ends: [String.Index] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: "\n").map(text.index(after:)) ?? text.endIndex
      if text[start..<end].contains(where: { !$0.isWhitespace }) { ends.append(end) }
      start = end
    }
    let wanted: Int =
      switch self {
      case .all: ends.count
      case .lines(let count): count
      case .share(let share): Int(share * Double(ends.count))
      }
    let kept = min(wanted, ends.count - 1)
    return kept > 0 ? String(text[..<ends[kept - 1]]) : ""
  }
}
