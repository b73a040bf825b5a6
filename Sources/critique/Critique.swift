import ArgumentParser
import FilterKit
import Methods
import Models
import Records

/// Lets a model judge samples.
@main
struct CritiqueCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "critique",
    abstract: "Lets a model judge samples.",
    discussion: """
      Reads records with samples. A template makes the judge's prompt from the record's fields and, \
      under sample, the sample's; without --template the judge is asked for 0 to 5 points (prompt \
      and text must be strings). Appends to critiques of each sample: kind, score, verdict, step, \
      against, of, text, model, null where it does not apply. The score is read from the judge's \
      text by --parse; with --word it is the probability of the first word after the prompt, \
      divided by that of all the words if there are several. A judgement without a score, or one \
      that was cut off, has score null, never 0, and is counted. Samples with finish error are not \
      judged.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most. Randomness: each \
      judgement is drawn with a seed that is a function of --seed, the record's id, the \
      sample's index and the number of \
      critiques before it; --word draws nothing.

      Example: echo '{"prompt":"*","text":"Score: 4"}' > judge; problems reverse --count 10 | \
      sample --model base -n 4 | critique --model replay:judge --repeat 2
      """,
    version: version + "\n" + ModelOptions.engine)

  /// What a judge is asked without --template.
  static let pointsTemplate = """
    Below are a question and an answer to it. Judge the answer.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}

    Give points, from 0 to 5:
    0 - it has nothing to do with the question
    1 - it is about the question, but nothing in it is right
    2 - it begins well and then goes wrong in a way that spoils the result
    3 - it is right in the main, with a gap or a mistake that matters
    4 - it is right, with a small flaw
    5 - it is right, complete and clear

    Say in a few sentences what speaks for the answer and what against it. End with one line that \
    says «Score: N», N being the points.
    """
  /// The points that it asks for.
  static let pointsRange = "0..5"

  @OptionGroup(title: "Model") var model: ModelOptions

  @Option(help: ArgumentHelp("What the critiques are called.", valueName: "name"))
  var kind = "points"

  @Option(
    help: ArgumentHelp(
      "How the score is found: number, number:MARKER or regex:PATTERN (default: number).",
      valueName: "how"))
  var parse: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The scores that are accepted (default: \(Self.pointsRange)).", valueName: "low..high"))
  var range: String?

  @Option(
    name: .customLong("repeat"), parsing: .unconditional,
    help: ArgumentHelp("Judge each sample so often.", valueName: "n"))
  var repeats = 1

  @Option(
    help: ArgumentHelp(
      "Score by the probability of the first word as the next one.", valueName: "word[,word…]"))
  var word: String?

  @Flag(help: "Add reward: the mean score of the sample's critiques of this kind, or null.")
  var reward = false

  @OptionGroup(title: "Sampling") var drawing: DrawingOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  private var words: [String] { word?.split(separator: ",").map(String.init) ?? [] }

  func validate() throws {
    try model.need()
    guard !kind.isEmpty else { throw ValidationError("--kind must not be empty") }
    guard repeats >= 1 else { throw ValidationError("--repeat must be at least 1, not \(repeats)") }
    if let word {
      guard !words.isEmpty else { throw ValidationError("--word names no word: “\(word)”") }
      guard Set(words).count == words.count else {
        throw ValidationError("--word names a word twice: “\(word)”")
      }
      guard model.rendering.template != nil else {
        throw ValidationError("--word needs --template: it is asked for after that prompt")
      }
      guard parse == nil, range == nil, repeats == 1, drawing.settings == SamplingSettings() else {
        throw ValidationError(
          "--word draws no text: it takes neither --parse, --range nor --repeat, nor options of "
            + "sampling")
      }
    } else if range != nil, model.rendering.template == nil {
      throw ValidationError(
        "--range goes with --template: without one, 0 to 5 points are asked for")
    }
    _ = try parser()
  }

  private func parser() throws -> JudgeParser {
    do {
      return try JudgeParser(
        parse ?? "number", range: try JudgeParser.range(range ?? Self.pointsRange))
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name),
      defaultTemplate: Self.pointsTemplate)
    let parser = try parser()
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let progress = Progress(Self.name, unit: "judgements", quiet: stream.running.quiet)
    let description = RunDescription(Self.name, details: open.details + [seeding.detail])
    let refusals = Refusals()
    var total = 0
    var unreadable = 0
    try RecordLoop(description, stream).run { loop in
      try loop.exchange(
        progress: progress,
        requests: { record in
          try Self.judged(record).flatMap { try requests(for: $0, in: record, open, seeds) }
        },
        serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
        outcome: { record, replies in
          var edit = RecordEdit(record)
          for (place, sample) in try Self.judged(record).enumerated() {
            let critiques = replies[place * repeats..<(place + 1) * repeats].map { reply in
              if case .refused(let reason) = reply { refusals.count(reason) }
              let critique = critique(reply, parser, model: open.model.name)
              total += 1
              if case .refused = reply {
              } else if critique["score"] == .null {
                unreadable += 1
              }
              return critique
            }
            try add(critiques, to: sample, &edit)
          }
          for sample in try record.samples where reward {
            if try Self.hasFailed(sample) { edit.set("reward", ofSample: sample.number, .null) }
          }
          return .pass(edit)
        })
      loop.sink.note("tokens", open.meter.json, summary: open.meter.summary)
    }
    refusals.report(Self.name)
    try open.close()
    if unreadable > 0 {
      say("\(Self.name): warning: \(unreadable) of \(total) judgements have no score")
    }
  }

  /// Whether a sample has no text because it could not be drawn.
  private static func hasFailed(_ sample: Sample) throws(RecordError) -> Bool {
    try sample.string("finish") == Finish.error.rawValue
  }

  /// The samples that have a text to be judged.
  private static func judged(_ record: Record) throws(RecordError) -> [Sample] {
    var judged: [Sample] = []
    for sample in try record.samples where try !hasFailed(sample) { judged.append(sample) }
    return judged
  }

  private func requests(
    for sample: Sample, in record: Record, _ open: OpenModel, _ seeds: Seeding
  ) throws(RecordError) -> [ModelRequest] {
    let prompt = try open.rendering.prompt(of: sample, in: record)
    guard words.isEmpty else { return [.probabilities(prompt, words: words)] }
    let id = try record.need("id", try record.string("id"))
    let index = try sample.index
    let first = try earlier(sample).count
    return (first..<first + repeats).map { number in
      let seed = seeds.modelSeed(id: "\(id)\u{0}\(number)", index: index)
      return .complete(prompt, drawing.settings, seed: seed)
    }
  }

  /// The critiques that a sample came with.
  private func earlier(_ sample: Sample) throws(RecordError) -> [JSON] {
    guard let value = try sample.json("critiques"), value != .null else { return [] }
    guard let critiques = value.array else {
      throw RecordError("the field “critiques” is no array")
    }
    return critiques
  }

  private func critique(_ reply: ModelReply, _ parser: JudgeParser, model: String) -> JSON {
    var score: Double?
    var text: String?
    var judge = model
    switch reply {
    case .completion(let completion):
      if completion.finish == .stop { score = parser.score(of: completion.text) }
      text = completion.text
      judge = completion.model
    case .probabilities(let values):
      let sum = values.count == 1 ? 1 : values.reduce(0, +)
      score = sum > 0 ? values[0] / sum : nil
    case .refused: break
    case .score: preconditionFailure("a judgement was asked for")
    }
    return [
      "kind": .string(kind), "score": score.map { .number($0) } ?? .null, "verdict": nil,
      "step": nil, "against": nil, "of": nil, "text": text.map { .string($0) } ?? .null,
      "model": .string(judge),
    ]
  }

  /// Appends critiques to those that are there, which keep their bytes.
  private func add(
    _ critiques: [JSON], to sample: Sample, _ edit: inout RecordEdit
  ) throws(RecordError) {
    let earlier = try earlier(sample)
    let kept = try sample.value("critiques")?.bytes.dropLast() ?? []
    edit.set("critiques", ofSample: sample.number) { output in
      output.append(contentsOf: earlier.isEmpty ? [UInt8(ascii: "[")] : kept)
      for (number, critique) in critiques.enumerated() {
        if number > 0 || !earlier.isEmpty { output.append(UInt8(ascii: ",")) }
        critique.write(to: &output)
      }
      output.append(UInt8(ascii: "]"))
    }
    guard reward else { return }
    let scores = (earlier + critiques).filter { $0["kind"]?.string == kind }
      .compactMap { $0["score"]?.double }
    let mean = scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
    edit.set("reward", ofSample: sample.number, mean.map { .number($0) } ?? .null)
  }
}
