import ArgumentParser
import Checkpoints
import FilterKit
import Models
import Records

/// Lets a model revise samples.
@main
struct RefineCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "refine",
    abstract: "Lets a model revise samples.",
    discussion: """
      Reads records with id, prompt and samples. Each sample that no other revises yet, and that \
      has a text, is shown to the model, and -n revisions are appended to the record as sample does, \
      with parent, the index of what they revise. Without more, the model sees the question, the \
      answer and the texts of its critiques if there are any, and is not told whether the answer is \
      right. (The prompt and the reference must be strings; a template of your own finds the \
      record's fields, and the sample's under sample, with --aggregate the list samples; \
      --print-template prints the one to begin with.)
        --hint        it sees the reference too, and must argue towards it
        --prefix      it goes on from the beginning of the sample; its revision has prefix, the \
      bytes that were given, and logprob is of the rest
        --aggregate   it sees all samples at once and writes one answer, without parent
        --only        samples where a field has a value, as in correct=false or majority=true

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most. Randomness: each revision \
      is drawn with a seed that is a function of --seed, the record's id and the revision's index.

      Example: echo '{"prompt":"*","text":"It is 7."}' > again; problems reverse --count 10 | \
      sample --model base -n 4 | refine --model replay:again
      """,
    version: version + "\n" + ModelOptions.engine)

  /// What a model is told without --template.
  static let reviewTemplate = """
    Here are a question and an answer to it.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}

    {{#sample.critiques}}
    {{#text}}
    What somebody remarked about the answer:
    {{.}}

    {{/text}}
    {{/sample.critiques}}
    The answer may be right or wrong. Go through it step by step and look for mistakes. Then write \
    the answer anew, complete, so that it can be read without the one above; where it was right, \
    keep to it.
    """
  /// The same with --hint.
  static let hintTemplate = """
    Here are a question, an answer that somebody gave, and the result that is known to be right.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}

    Right result:
    {{reference}}

    Write an answer that gets to the right result by sound steps, as if you had found it yourself. \
    Do not say that you were told.
    """
  /// The same with --aggregate.
  static let aggregateTemplate = """
    Here are a question and several answers to it. Some of them may be wrong.

    Question:
    {{prompt}}

    {{#samples}}
    One answer:
    {{text}}

    {{/samples}}
    Compare the answers: where they agree, where they differ, and who is right there. Then write \
    one answer, complete, that can be read without those above.
    """

  @OptionGroup(title: "Model") var model: ModelOptions

  @Flag(help: "Show the reference to the model.")
  var hint = false

  @Option(
    help: ArgumentHelp(
      "Go on from the first lines of a sample: their number, or their share.",
      valueName: "n|n%"))
  var prefix: Beginning?

  @Flag(help: "Make one answer of all samples.")
  var aggregate = false

  @Option(help: ArgumentHelp("Leave other samples alone.", valueName: "field=value"))
  var only: FieldCondition?

  @Flag(help: "Print the template in the form that --template reads, and do nothing else.")
  var printTemplate = false

  @OptionGroup(title: "Sampling") var sampling: SamplingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if !printTemplate { try model.need() }
    try sampling.check(model.server)
    guard [hint, prefix != nil, aggregate].count(where: { $0 }) <= 1 else {
      throw ValidationError("--hint, --prefix and --aggregate are three ways to refine: take one")
    }
    guard !printTemplate || prefix == nil else {
      throw ValidationError("--prefix shows the prompt as it is: there is no template to print")
    }
    guard model.rendering.template == nil || (!hint && prefix == nil) else {
      throw ValidationError("--template takes the place of what --hint or --prefix would show")
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
    let progress = Progress(Self.name, unit: "samples", quiet: stream.running.quiet)
    let description = RunDescription(
      Self.name, details: open.details + [seeding.detail],
      fields: [only?.path].compactMap { $0 } + FieldPath.list(open.rendering.optionalFields))
    let failures = FailedRequests()
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(open.history)
      try loop.exchange(
        progress: progress,
        requests: { record in
          let id = try record.need("id", try record.string("id"))
          let first = try record.nextSampleIndex
          return try tasks(of: record, open.rendering).enumerated().map { place, task in
            let seed = seeds.modelSeed(id: id, index: first + place)
            return .complete(task.prompt, sampling.settings, seed: seed)
          }
        },
        serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
        outcome: { record, replies in
          let id = try record.need("id", try record.string("id"))
          let first = try record.nextSampleIndex
          var edit = RecordEdit(record)
          for (place, task) in try tasks(of: record, open.rendering).enumerated() {
            let index = first + place
            if case .refused(let reason) = replies[place] { failures.count(reason) }
            try edit.addSample(
              replies[place].sample(
                index: index, seed: seeds.modelSeed(id: id, index: index), model: open.model.name,
                beginning: task.beginning, parent: task.parent))
          }
          edit.set("next_index", .integer(Int64(first + replies.count)))
          return .pass(edit)
        })
      loop.sink.note("tokens", open.meter.json, summary: open.meter.summary)
    }
    failures.report(Self.name)
    try open.close()
  }

  /// One revision that is wanted.
  private struct Task {
    var prompt: Prompt
    var beginning = ""
    var parent: Int?
  }

  /// The revisions that a record's samples get, in their order.
  private func tasks(of record: Record, _ rendering: Rendering) throws(RecordError) -> [Task] {
    let samples = try candidates(of: record)
    var tasks: [Task] = []
    if aggregate {
      guard !samples.isEmpty else { return [] }
      tasks.append(Task(prompt: try rendering.prompt(of: samples, in: record)))
    }
    for sample in samples where !aggregate {
      guard let prefix else {
        tasks.append(
          Task(prompt: try rendering.prompt(of: sample, in: record), parent: try sample.index))
        continue
      }
      let beginning = prefix.of(try sample.need("text", try sample.string("text")))
      let prompt = try rendering.prompt(of: record).answered(by: beginning)
      tasks.append(Task(prompt: prompt, beginning: beginning, parent: try sample.index))
    }
    return tasks.flatMap { Array(repeating: $0, count: sampling.count) }
  }

  /// The samples that are revised.
  private func candidates(of record: Record) throws(RecordError) -> [Sample] {
    var parents: Set<Int> = []
    for sample in try record.samples {
      if let parent = try sample.integer("parent") { parents.insert(parent) }
    }
    var candidates: [Sample] = []
    for sample in try record.samples {
      let hasText = try sample.string("finish") != Finish.error.rawValue
      let index = try sample.index
      let isRevised = !aggregate && parents.contains(index)
      let isWanted = try only?.holds(for: sample) ?? true
      if hasText, !isRevised, isWanted { candidates.append(sample) }
    }
    return candidates
  }
}

/// How much of a text is kept: a number of lines, or a share of them.
enum Beginning: ExpressibleByArgument, Equatable {
  case lines(Int)
  /// Rounded down.
  case share(Double)

  init?(argument: String) {
    if argument.hasSuffix("%") {
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
  /// never all of them, for then nothing is left to be written.
  func of(_ text: String) -> String {
    var ends: [String.Index] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: "\n").map(text.index(after:)) ?? text.endIndex
      if text[start..<end].contains(where: { !$0.isWhitespace }) { ends.append(end) }
      start = end
    }
    let wanted: Int =
      switch self {
      case .lines(let count): count
      case .share(let share): Int(share * Double(ends.count))
      }
    let kept = min(wanted, ends.count - 1)
    return kept > 0 ? String(text[..<ends[kept - 1]]) : ""
  }
}
