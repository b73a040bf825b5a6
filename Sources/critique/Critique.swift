import ArgumentParser
import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records

/// Lets a model judge samples.
@main
struct CritiqueCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "critique",
    abstract: "Lets a model judge samples.",
    discussion: """
      Reads records with samples and appends to the critiques of each sample: kind, score, verdict, \
      step, against, of, text and model, null where one does not apply. --ask says what the judge \
      is asked:
        points  a score from 0 to 5
        yesno   whether the answer is correct: verdict yes or no, score 1 or 0
        pairs   which of two samples is better, for all pairs in both orders. The critique belongs \
      to the sample that is shown first; against is the other's index; verdict is first, second or \
      tie, score 1, 0 or 0.5. The position bias is printed on stderr
        same    whether two samples reach the same result, for all pairs with different texts in \
      both orders: against is the other's index, verdict yes or no, score 1 or 0. vote --clusters \
      uses these critiques
        step    the first incorrect step: step is its number among the lines that are not empty, \
      verdict wrong, score 0; if all are correct, verdict correct, score 1
        free    what is wrong, in words; no score
        meta    a score for each earlier critique (of the kind --judged); of is its position
      A template of your own can use the record's fields, and the sample's under sample; with \
      pairs and same, first and second; with step also steps, each with number and text; with meta \
      also critique. --print-template prints the default one, which needs prompt and text to be \
      strings. --parse says how the score is found in the judge's reply. With --expected, the score \
      is the mean of the whole numbers in --range, weighted by the probability of each as the next \
      word. With --word, it is the probability of the first word, divided by that of all words if \
      there are several. A reply without a score, or one that was cut off, gets the score null, \
      never 0, and is counted. Samples with finish error are not judged. \
      Samples that --only, --latest or --new (no critique of this kind) leave out pass unchanged.

      Memory: at most 8,192 records, or 64 MiB of them, wait for replies. Randomness: the seed of \
      each reply is a function of --seed, the record's id, the sample's index and the number of \
      critiques before it; --expected and --word sample nothing.

      Example: echo '{"prompt":"*","text":"Score: 4"}' > judge; problems reverse --count 10 | \
      sample --model base -n 4 | critique --model replay:judge --repeat 2
      """,
    version: version + "\n" + ModelOptions.engine)

  static let commonOptions = [
    "--model", "--ask", "--template", "--repeat", "--expected", "--reward", "--output",
  ]

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: "What the judge is asked.")
  var ask = Judging.points

  @Option(
    help: ArgumentHelp("The kind that the critiques get (default: as --ask).", valueName: "name"))
  var kind: String?

  @Option(help: ArgumentHelp("With --ask meta: the kind of critiques to judge.", valueName: "kind"))
  var judged: String?

  @Option(
    help: ArgumentHelp(
      "How the score or step is found: number, number:MARKER or regex:PATTERN; for yesno, pairs and "
        + "same, an extractor of vote.",
      valueName: "how"))
  var parse: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The range of valid scores (default: 0..5).", valueName: "low..high"))
  var range: String?

  @Option(
    name: .customLong("repeat"), parsing: .unconditional,
    help: ArgumentHelp("Ask each question n times.", valueName: "n"))
  var repeats = 1

  @Flag(help: "Score by the probabilities of the numbers in --range as the next word.")
  var expected = false

  @Option(
    help: ArgumentHelp(
      "Score by the probability of the first word as the next one.", valueName: "word[,word…]"))
  var word: String?

  @Flag(help: "Add reward: the mean score of the sample's critiques of this kind, or null.")
  var reward = false

  @OptionGroup(title: "Selection") var selection: NewSelectionOptions
  @OptionGroup(title: "Sampling") var parameters: SamplingParameters
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  @Flag(help: "Print the template in the form that --template reads, and exit.")
  var printTemplate = false

  /// What the critiques are called.
  private var name: String { kind ?? ask.rawValue }
  /// What the judge is told without --template.
  private var template: String { expected ? Judging.expectedTemplate : ask.template }

  // MARK: - Options

  func validate() throws {
    if !printTemplate { try model.need() }
    guard kind != "" else { throw ValidationError("--kind must not be empty") }
    guard repeats >= 1 else { throw ValidationError("invalid --repeat \(repeats): use 1 or more") }
    guard judged == nil || ask == .meta else {
      throw ValidationError("--judged needs --ask meta")
    }
    guard range == nil || [.points, .meta].contains(ask) else {
      throw ValidationError("--range needs --ask points or meta, which give scores")
    }
    if word != nil || expected { try validateProbabilities() }
    guard range == nil || expected || model.rendering.template != nil else {
      throw ValidationError(
        "--range needs --template: the default template asks for 0 to 5 points")
    }
    guard ask != .free || (parse == nil && !reward) else {
      throw ValidationError("--parse and --reward need a score, and --ask free gives none")
    }
    _ = try parser()
    _ = try words()
  }

  private func validateProbabilities() throws {
    guard word == nil || !expected else {
      throw ValidationError("--word and --expected exclude each other")
    }
    let option = expected ? "--expected" : "--word"
    guard ask == .points, parse == nil, repeats == 1, parameters.settings == SamplingSettings()
    else {
      throw ValidationError(
        "\(option) samples no text: --ask, --parse, --repeat and sampling options do not apply")
    }
    guard expected || (range == nil && model.rendering.template != nil) else {
      throw ValidationError(
        range == nil
          ? "--word needs --template, behind which the word comes next"
          : "--word and --range exclude each other")
    }
    guard !expected || range == nil || model.rendering.template != nil else {
      throw ValidationError(
        "--range needs --template: the default template asks for 0 to 5 points")
    }
  }

  private func scores() throws -> ClosedRange<Double> {
    do { return try JudgeParser.range(range ?? "0..5") } catch { throw ValidationError("\(error)") }
  }

  private func parser() throws -> VerdictParser {
    let range = try scores()
    do { return try VerdictParser(ask, parse, range: range) } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The words whose probabilities are asked for, each with what it counts; none if a text is drawn.
  private func words() throws -> [(word: String, value: Double)] {
    if expected {
      let range = try scores()
      guard let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound),
        high - low < 100
      else {
        throw ValidationError(
          "--expected needs a --range between whole numbers, at most 100 of them")
      }
      return (low...high).map { ("\($0)", Double($0)) }
    }
    guard let word else { return [] }
    let words = word.split(separator: ",").map(String.init)
    guard !words.isEmpty else {
      throw ValidationError("invalid --word \"\(word)\": use one or more words with commas between")
    }
    guard Set(words).count == words.count else {
      throw ValidationError("invalid --word \"\(word)\": a word is there twice")
    }
    return words.enumerated().map { ($0.element, $0.offset == 0 ? 1 : 0) }
  }

  // MARK: - Running

  func run() throws {
    if printTemplate {
      return print(try model.rendering.templateText(default: template, showing: ask.shown))
    }
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name),
      defaultTemplate: template, showing: ask.shown)
    let judge = Judge(
      open: open, parser: try parser(), words: try words(), isSpaced: expected,
      seeds: Seeding(seed: seeding.seed, filter: Self.name))
    var counts = Counts()
    let name = name
    let asked = selection.selection { sample throws(RecordError) in
      try sample.critiques.contains { $0["kind"]?.string == name }
    }
    let shown = selection.selected.selection
    try open.run(
      Self.name, stream, unit: "judgements", details: [seeding.detail], selection: asked
    ) { run in
      try run.ask(
        prepare: { record in
          let questions = try questions(about: record, judge, asked, shown)
          return (questions.map(\.question), questions.map(\.request))
        },
        outcome: { record, questions, replies in
          try outcome(record, questions, replies, judge, asked, &counts)
        })
    }
    counts.report(quiet: stream.running.quiet)
  }

  /// A record with the critiques that the replies give.
  private func outcome(
    _ record: Record, _ questions: [Question], _ replies: [ModelReply], _ judge: Judge,
    _ asked: SampleSelection, _ counts: inout Counts
  ) throws(RecordError) -> Outcome {
    var critiques: [Int: [JSON]] = [:]
    var comparisons: [PositionBias.Comparison] = []
    for (question, reply) in zip(questions, replies) {
      let verdict = judge.verdict(of: reply, to: question)
      counts.count(reply, hasScore: ask == .free || verdict.score != nil)
      critiques[question.sample.number, default: []].append(
        try critique(reply, verdict, question, model: judge.open.model.name))
      if ask == .pairs, let other = question.other, let score = verdict.score {
        comparisons.append(
          PositionBias.Comparison(
            first: question.sample.number, second: other.number, score: score))
      }
    }
    counts.bias.count(comparisons)
    var edit = RecordEdit(record)
    for sample in try asked.samples(of: RecordScope(record)) {
      try add(critiques[sample.number] ?? [], to: sample, &edit)
    }
    return .pass(edit)
  }

  /// Appends critiques to those that are there, which keep their bytes.
  private func add(
    _ critiques: [JSON], to sample: Sample, _ edit: inout RecordEdit
  ) throws(RecordError) {
    let earlier = try sample.critiques
    if !critiques.isEmpty {
      let kept = try sample.value("critiques")?.bytes.dropLast() ?? []
      edit.set("critiques", ofSample: sample.number) { output in
        output.append(contentsOf: earlier.isEmpty ? [UInt8(ascii: "[")] : kept)
        for (number, critique) in critiques.enumerated() {
          if number > 0 || !earlier.isEmpty { output.append(UInt8(ascii: ",")) }
          critique.write(to: &output)
        }
        output.append(UInt8(ascii: "]"))
      }
    }
    guard reward else { return }
    let scores = (earlier + critiques).filter { $0["kind"]?.string == name }
      .compactMap { $0["score"]?.double }
    let hasFailed = try sample.hasFailed
    let mean = scores.isEmpty || hasFailed ? nil : scores.reduce(0, +) / Double(scores.count)
    edit.set("reward", ofSample: sample.number, mean.map { .number($0) } ?? .null)
  }

  private func critique(
    _ reply: ModelReply, _ verdict: Verdict, _ question: Question, model: String
  ) throws(RecordError) -> JSON {
    let text = if case .completion(let completion) = reply { completion.text } else { String?.none }
    return [
      "kind": .string(name), "score": verdict.score.map { .number($0) } ?? .null,
      "verdict": verdict.word.map { .string($0) } ?? .null,
      "step": verdict.step.map { .integer(Int64($0)) } ?? .null,
      "against": try question.other.map { other throws(RecordError) in
        .integer(Int64(try other.index))
      } ?? .null,
      "of": question.of.map { .integer(Int64($0)) } ?? .null,
      "text": text.map { .string($0) } ?? .null, "model": .string(reply.model ?? model),
    ]
  }

  // MARK: - Questions

  /// All that is asked about a record, sample by sample.
  /// - Parameters:
  ///   - taken: the samples that are asked about.
  ///   - shown: those that they are compared with.
  private func questions(
    about record: Record, _ judge: Judge, _ taken: SampleSelection, _ shown: SampleSelection
  ) throws(RecordError) -> [Judge.Asked] {
    _ = try record.samples
    let scope = try RecordScope(record)
    var samples: [Sample] = []
    for sample in try shown.samples(of: scope) where try !sample.hasFailed {
      samples.append(sample)
    }
    let isTaken = try taken.taken(in: scope)
    var asked: [Judge.Asked] = []
    for sample in samples where isTaken[sample.number] {
      let own = try questions(about: sample, among: samples, in: record, judge)
      asked += try judge.requests(own, about: sample, in: record, repeats, parameters.settings)
    }
    return asked
  }

  /// What is asked about one sample.
  /// - Parameter samples: those that have a text.
  private func questions(
    about sample: Sample, among samples: [Sample], in record: Record, _ judge: Judge
  ) throws(RecordError) -> [(Question, Prompt)] {
    switch ask {
    case .points, .yesno, .free:
      return [(Question(sample: sample), try judge.prompt(["sample": sample], in: record))]
    case .step:
      let steps = try sample.steps
      let prompt = try judge.prompt(["sample": sample], ["steps": .array(steps)], in: record)
      return [(Question(sample: sample, steps: steps.count), prompt)]
    case .pairs, .same:
      var questions: [(Question, Prompt)] = []
      for other in samples where other.number != sample.number {
        if ask == .same, try other.hasText(of: sample) { continue }
        let prompt = try judge.prompt(["first": sample, "second": other], in: record)
        questions.append((Question(sample: sample, other: other), prompt))
      }
      return questions
    case .meta:
      var questions: [(Question, Prompt)] = []
      for (place, critique) in try sample.critiques.enumerated() {
        guard judged == nil || critique["kind"]?.string == judged,
          critique["text"]?.string != nil
        else { continue }
        let prompt = try judge.prompt(["sample": sample], ["critique": critique], in: record)
        questions.append((Question(sample: sample, of: place), prompt))
      }
      return questions
    }
  }
}

extension Judging: ExpressibleByArgument {}
