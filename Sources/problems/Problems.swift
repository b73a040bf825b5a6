import Answers
import ArgumentParser
import DataSets
import FilterKit
import Gzip
import Methods
import Records
import Streams

/// Makes problems from a data set or from a rule.
@main
struct Problems: Filter {
  static let configuration = CommandConfiguration(
    commandName: "problems",
    abstract: "Makes problems from a data set or from a rule.",
    discussion: """
      Reads the objects of a data set: JSON Lines or one JSON array, plain, zstd or gzip. Known \
      forms, with the fields that they read:
      \(Source.forms)

      Each object becomes a record with id, prompt, reference in its normal form, solution, tests \
      as verify runs them, and under meta the fields that are used for nothing else. Options to \
      choose from go behind the prompt as lines "A. …", and the reference is a letter. A list of \
      accepted answers becomes accepted, and its first one reference. An id is the data set's own, \
      or the name and the hash of the prompt; a repeated id gets #2, #3, … What verify could not \
      use is a bad line at once.

      Or makes --count problems of a task, with references and solutions; no prompt comes twice, \
      and the difficulties of --difficulty take turns:
      \(Source.tasks)

      Memory: one line, and some 30 bytes for each problem of a data set to keep ids apart. \
      Randomness: --seed, for tasks and for the order of gpqa's options.

      Example: problems reverse --difficulty 1-4 --count 10
      """,
    version: version)

  static let commonOptions = [
    "--count", "--difficulty", "--seed", "--prompt", "--reference", "--id", "--output",
  ]

  @Argument(help: ArgumentHelp("A data set's form, or a task.", valueName: "source"))
  var source: Source

  @Option(
    help: ArgumentHelp(
      "The field of the prompt, a.b for one within another; several are joined by spaces.",
      valueName: "field"))
  var prompt: [String] = []

  @Option(
    help: ArgumentHelp(
      "The field of the answer: text, number, boolean, or a list of accepted answers.",
      valueName: "field"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "How the answer is found in --reference, as in vote (default: the field is the answer).",
      valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract: AnswerExtractor?

  @Flag(help: "Read numbers of references with a decimal comma: 1.000,5 is 1000.5.")
  var decimalComma = false

  @Option(
    help: ArgumentHelp(
      "The field of the options to choose from, a list or an object; --reference then names the "
        + "right one by letter, label, text or index from 0.",
      valueName: "field"))
  var choices: String?

  @Option(help: ArgumentHelp("The field of the worked solution.", valueName: "field"))
  var solution: String?

  @Option(
    help: ArgumentHelp(
      "The field of a program's tests: asserts, a script, inputs and outputs, or JSON text of these.",
      valueName: "field"))
  var tests: String?

  @Option(help: ArgumentHelp("The field of the id.", valueName: "field"))
  var id: String?

  @Option(
    help: ArgumentHelp("What ids begin with (default: the source's name).", valueName: "name"))
  var name: String?

  @Option(
    help: ArgumentHelp("How hard: a number or a range (default: 1-12).", valueName: "n|n-n"))
  var difficulty: Difficulty?

  @Option(help: ArgumentHelp("How many problems a task makes.", valueName: "n"))
  var count: Int?

  @Flag(help: "Let a task repeat its problems when it has no more.")
  var repeats = false

  @Option(help: ArgumentHelp("Make at most this many problems of a data set.", valueName: "n"))
  var limit: Int?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    let fields = [reference, choices, solution, tests, id].compactMap { $0 }
    switch source {
    case .file:
      guard !prompt.isEmpty else { throw ValidationError("file needs --prompt") }
    case .form(let form):
      guard prompt.isEmpty, fields.isEmpty, extract == nil else {
        throw ValidationError(
          "the fields of \(form.name) are known: use file to name the fields of a data set")
      }
    case .task(let task):
      guard prompt.isEmpty, fields.isEmpty, extract == nil else {
        throw ValidationError("\(task.name) is a task, which reads no fields")
      }
      guard stream.inputs.isEmpty, stream.reading.rejects == nil, limit == nil, !decimalComma
      else {
        throw ValidationError(
          "a task reads nothing: no files, no --rejects, no --limit, no --decimal-comma")
      }
      guard let count, count >= 0 else { throw ValidationError("a task needs --count") }
      return
    }
    guard extract == nil || reference != nil else {
      throw ValidationError("--extract needs --reference")
    }
    guard choices == nil || extract == nil else {
      throw ValidationError("--extract is not for --choices: the answer is one of them")
    }
    guard limit ?? 0 >= 0 else { throw ValidationError("invalid --limit: use 0 or more") }
    guard difficulty == nil, count == nil, !repeats else {
      throw ValidationError("--difficulty, --count and --repeats are for tasks")
    }
  }

  func run() throws {
    switch source {
    case .task(let task): try make(task)
    case .form(let form): try read(form)
    case .file: try read(fileForm)
    }
  }

  // MARK: - Tasks

  private func make(_ task: ProceduralTask) throws {
    let range = difficulty?.range ?? 1...12
    let series: ProblemSeries
    do {
      series = try ProblemSeries(
        task, difficulties: range, count: count ?? 0, seed: seeding.seed, repeats: repeats)
    } catch {
      throw Failure(.usage, "\(error)")
    }
    let description = RunDescription(Self.name, details: [seeding.detail])
    let sink = try RecordSink(description, writing: stream.writing, running: stream.running)
    do {
      var ids = UniqueNames()
      for problem in series {
        let id = id(of: problem.prompt)
        var rows = Rows(unused: "")
        rows.append { row in
          row.add("id", .string(repeats ? ids.take(id) : id))
          row.add("prompt", .string(problem.prompt))
          row.add("reference", .string(problem.reference))
          row.add("solution", .string(problem.solution))
          row.add(
            "meta",
            ["task": .string(task.name), "difficulty": .integer(Int64(problem.difficulty))])
        }
        sink.tally.countMade(samples: 0)
        try sink.write(rows.lines)
      }
      try sink.finish()
    } catch {
      if error as? StreamError != .closed { sink.abandon() }
      throw error
    }
  }

  // MARK: - Data sets

  /// The form that the options describe.
  private var fileForm: DataSetForm {
    var form = DataSetForm(name: "file", summary: "", prompt: prompt.map(FieldName.init(_:)))
    form.reference = reference.map(FieldName.init(_:))
    form.extract = extract
    if let choices { form.choices = .field(FieldName(choices)) }
    form.solution = solution.map(FieldName.init(_:))
    if let tests { form.tests = .field(FieldName(tests)) }
    form.id = id.map(FieldName.init(_:))
    return form
  }

  private func read(_ form: DataSetForm) throws {
    let maker = ProblemMaker(form, seed: seeding.seed, decimalComma: decimalComma)
    var ids = UniqueNames()
    var made = 0
    let loop = try RecordLoop(
      RunDescription(Self.name, details: form.isShuffled ? [seeding.detail] : []), stream,
      dataSet: DataSetReading(gunzip: { GzipDecompressor() }))
    try loop.run { loop in
      while let located = try loop.next() {
        let record = located.record
        if let limit, made >= limit {
          try loop.write(.drop("over-limit"), of: record)
          continue
        }
        do {
          let problem = try maker.problem(of: record)
          try loop.write(.rows(row(of: problem, &ids)), of: record)
          made += 1
        } catch let error as RecordError {
          try loop.reject(located, error)
        }
      }
    }
  }

  private func row(of problem: ProblemMaker.Problem, _ ids: inout UniqueNames) -> Rows {
    let id = ids.take(problem.id ?? id(of: problem.promptText))
    var rows = Rows(unused: "in-meta")
    rows.append { row in
      row.add("id", .string(id))
      row.add("prompt", text: problem.prompt)
      if let reference = problem.reference { row.add("reference", .string(reference)) }
      if !problem.accepted.isEmpty {
        row.add("accepted", .array(problem.accepted.map { .string($0) }))
      }
      if let solution = problem.solution { row.add("solution", .string(solution)) }
      if let tests = problem.tests { row.add("tests", text: tests) }
      if let meta = problem.meta { row.add("meta", text: meta) }
    }
    return rows
  }

  private func id(of prompt: String) -> String {
    "\(name ?? source.name)-\(ContentHash.digits(ContentHash.of(prompt)))"
  }
}
