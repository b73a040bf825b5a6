import Answers
import ArgumentParser
import FilterKit
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
      Of a data set it reads JSON Lines or one JSON array, compressed or not:
        gsm8k   question, answer with the result after “####”
        svamp   Body, Question, Answer
        math    problem, solution with the result in \\boxed{}
        file    any objects; --prompt, --reference, --solution, --tests and --id name the fields
      Each becomes a record with id, prompt, reference in its normal form, solution, tests as \
      verify runs them, and under meta the fields that are used for nothing else. An id is the data \
      set's own, or the name and the hash of the prompt; one that comes again gets #2, #3, …

      Or it makes --count problems of a task, with references, solutions and no prompt twice, the \
      difficulties of --difficulty in turn:
        reverse, copy  a number of so many digits
        addition       two terms of so many digits
        sums           so many plus signs between digits, summed from the left, step by step

      Memory: one line, and some 30 bytes a problem of a data set to keep ids apart. \
      Randomness: --seed, for tasks alone.

      Example: problems reverse --difficulty 1-4 --count 10
      """,
    version: version)

  /// Where problems come from.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    case gsm8k, svamp, math, file
    case reverse, copy, addition, sums

    /// The rule, nil for a data set.
    var task: ProceduralTask? { ProceduralTask(rawValue: rawValue) }
  }

  @Argument(help: ArgumentHelp("A data set's form or a task.", valueName: "source"))
  var source: Source

  @Option(help: ArgumentHelp("The field of the prompt; several are joined.", valueName: "field"))
  var prompt: [String] = []

  @Option(help: ArgumentHelp("The field of the answer, a text or a number.", valueName: "field"))
  var reference: String?

  @Option(
    help: ArgumentHelp(
      "\(AnswerExtractor.help) It is sought in --reference (default: the field is the answer).",
      valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract: AnswerExtractor?

  @Flag(help: "Read numbers of references with a decimal comma: 1.000,5 is 1000.5.")
  var decimalComma = false

  @Option(help: ArgumentHelp("The field of the worked solution.", valueName: "field"))
  var solution: String?

  @Option(
    help: ArgumentHelp(
      "The field of a program's tests: an object for verify, or an array of Python's asserts.",
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

  @Option(help: ArgumentHelp("Make no more problems of a data set.", valueName: "n"))
  var limit: Int?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    let fields = [reference, solution, tests, id].compactMap { $0 }
    let named = !prompt.isEmpty || !fields.isEmpty
    if named || extract != nil, source != .file {
      throw ValidationError("the fields of \(source) are known; only file takes their names")
    }
    if source == .file, prompt.isEmpty { throw ValidationError("file needs --prompt") }
    if extract != nil, reference == nil { throw ValidationError("--extract needs --reference") }
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    if source.task == nil {
      guard difficulty == nil, count == nil, !repeats else {
        throw ValidationError("--difficulty, --count and --repeats are for tasks")
      }
    } else {
      guard stream.inputs.isEmpty, stream.reading.rejects == nil, limit == nil, !decimalComma
      else {
        throw ValidationError(
          "a task reads nothing: no files, no --rejects, no --limit, no --decimal-comma")
      }
      guard let count, count >= 0 else { throw ValidationError("a task needs --count") }
    }
  }

  func run() throws {
    if let task = source.task { try make(task) } else { try read(form) }
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
        let id = name(of: problem.prompt)
        var rows = Rows(unused: "")
        rows.append { row in
          row.add("id", .string(repeats ? ids.take(id) : id))
          row.add("prompt", .string(problem.prompt))
          row.add("reference", .string(problem.reference))
          row.add("solution", .string(problem.solution))
          row.add(
            "meta",
            ["task": .string(task.rawValue), "difficulty": .integer(Int64(problem.difficulty))])
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

  /// Which fields of a data set mean what.
  private struct Form {
    var prompt: [String]
    var reference: String?
    var extract: AnswerExtractor?
    var solution: String?
    var tests: String?
    var id: String?
  }

  private var form: Form {
    switch source {
    case .gsm8k:
      Form(prompt: ["question"], reference: "answer", extract: .number, solution: "answer")
    case .svamp: Form(prompt: ["Body", "Question"], reference: "Answer", id: "ID")
    case .math:
      Form(prompt: ["problem"], reference: "solution", extract: .boxed, solution: "solution")
    default:
      Form(
        prompt: prompt, reference: reference, extract: extract, solution: solution, tests: tests,
        id: id)
    }
  }

  private func read(_ form: Form) throws {
    var ids = UniqueNames()
    var made = 0
    let loop = try RecordLoop(RunDescription(Self.name), stream, arrays: true)
    try loop.run { loop in
      while let located = try loop.next() {
        let record = located.record
        if let limit, made >= limit {
          try loop.write(.drop("over-limit"), of: record)
          continue
        }
        do {
          let rows = try rows(of: record, form, &ids)
          try loop.write(.rows(rows), of: record)
          made += 1
        } catch let error as RecordError {
          try loop.reject(located, error)
        }
      }
    }
  }

  private func rows(of record: Record, _ form: Form, _ ids: inout UniqueNames)
    throws(RecordError) -> Rows
  {
    let prompt = try prompt(of: record, form.prompt)
    let reference = try form.reference.map { field throws(RecordError) in
      try self.reference(of: record, field, form.extract)
    }
    let solution = try form.solution.map { field throws(RecordError) in
      try record.need(field, try record.string(field))
    }
    let tests = try form.tests.map { field throws(RecordError) in
      try self.tests(of: record, field)
    }
    let own = try form.id.map { field throws(RecordError) in
      try record.need(field, try text(of: record, field))
    }
    let used = form.prompt + [form.reference, form.solution, form.tests, form.id].compactMap { $0 }
    let rest = record.rest(without: Set(used))
    let id = ids.take(own ?? name(of: prompt.text))
    var rows = Rows(unused: "in-meta")
    rows.append { row in
      row.add("id", .string(id))
      row.add("prompt", text: prompt.json)
      if let reference { row.add("reference", .string(reference)) }
      if let solution { row.add("solution", .string(solution)) }
      if let tests { row.add("tests", text: tests) }
      if let rest { row.add("meta", text: rest) }
    }
    return rows
  }

  /// The prompt as JSON and as what its hash is taken of.
  private func prompt(of record: Record, _ fields: [String])
    throws(RecordError) -> (json: [UInt8], text: String)
  {
    if fields.count == 1, let value = try record.value(fields[0]), value.isArray {
      return (Array(value.bytes), String(decoding: value.bytes, as: UTF8.self))
    }
    var parts: [String] = []
    for field in fields { parts.append(try record.need(field, try record.string(field))) }
    let text = fields.count == 1 ? parts[0] : parts.map(Self.trimmed).joined(separator: " ")
    var json: [UInt8] = []
    JSON.write(text, to: &json)
    return (json, text)
  }

  private func reference(of record: Record, _ field: String, _ extract: AnswerExtractor?)
    throws(RecordError) -> String
  {
    let text = try record.need(field, try text(of: record, field))
    var reader = extract ?? .boxed
    reader.decimalMark = decimalComma ? .comma : .point
    // What is too much work to bring to a normal form stays as it is given.
    guard extract != nil else {
      return reader.normalise(reference: text).map(reader.reference(of:)) ?? text
    }
    guard source != .gsm8k || text.utf8.contains(UInt8(ascii: "#")),
      let found = reader.extract(from: text)
    else { throw RecordError("the field “\(field)” has no answer that could be found") }
    return found.answer.map(reader.reference(of:)) ?? text
  }

  /// An object of tests as it is written, or one of the assertions of an array.
  private func tests(of record: Record, _ field: String) throws(RecordError) -> [UInt8] {
    let value = try record.need(field, try record.value(field))
    return value.isArray ? Array(#"{"asserts":"#.utf8) + value.bytes + [0x7D] : Array(value.bytes)
  }

  /// A text, or a number as it is written.
  private func text(of record: Record, _ field: String) throws(RecordError) -> String? {
    guard let value = try record.value(field), !value.isNull else { return nil }
    if value.double != nil { return String(decoding: value.bytes, as: UTF8.self) }
    return try record.string(field)
  }

  private func name(of prompt: String) -> String {
    "\(name ?? source.rawValue)-\(ContentHash.digits(ContentHash.of(prompt)))"
  }

  /// The text without white space around it.
  private static func trimmed(_ text: String) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let bytes = Array(text.utf8)
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }
}

/// Keeps names apart: one that comes again gets a number.
private struct UniqueNames {
  /// How often the name with a hash has come.
  private var counts: [UInt64: Int] = [:]

  /// The name, or the name and the first number that makes it new.
  mutating func take(_ name: String) -> String {
    let key = ContentHash.of(name)
    guard var count = counts[key] else {
      counts[key] = 1
      return name
    }
    var numbered: String
    repeat {
      count += 1
      numbered = "\(name)#\(count)"
    } while counts[ContentHash.of(numbered)] != nil
    counts[key] = count
    counts[ContentHash.of(numbered)] = 1
    return numbered
  }
}

/// Difficulties, written `5` or `1-12`.
struct Difficulty: ExpressibleByArgument {
  var range: ClosedRange<Int>

  init?(argument: String) {
    let ends = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
      first >= 1, last >= first, last <= 10_000
    else { return nil }
    range = first...last
  }
}
