import ArgumentParser
import FilterKit
import Methods
import Models
import Records

/// Draws completions of each problem from a model.
@main
struct SampleCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Draws completions of each problem from a model.",
    discussion: """
      Reads records with id and prompt. Appends -n samples to each, after those that are there: \
      index, text, finish, model, seed, tokens, logprob (of the untempered distribution, in nats), \
      with --logprobs token_logprobs; to the record next_index. A request that the model refuses \
      gives a sample with finish error, an empty text and the reason as error.

      With --until the samples of a problem end when its answers are sure enough, -n at the latest: \
      unanimous:5 when one window of five is of one mind, beta:0.95 and dirichlet:0.95 when the \
      answer in front stays there with that chance, share:0.8 when it has that share. Answers are \
      found as vote finds them; samples that are there already count. The samples that are drawn \
      are the same as without --until. dsc (difficulty-adaptive) sees the whole stream: it puts the \
      problems in order from easy to hard, by --difficulty or by asking the model to order them in \
      batches of 8, gives the easy ones one greedy answer, and the others as many samples as those \
      before them needed.

      With --emit-batch and --ingest-batch nobody is asked: --model is the name that the queue \
      knows. Requests without an answer are written in OpenAI's batch form, answers are read from \
      what the queue wrote, in any order. A record without any sample is dropped as not-answered.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most; with --until dsc all \
      prompts and samples, and the stream goes to a temporary file (TMPDIR). Randomness: each \
      sample is drawn with a seed that is a function of --seed, the record's id and the sample's \
      index.

      Example: problems reverse --count 10 | sample --model base -n 16 --temperature 1
      """,
    version: version + "\n" + ModelOptions.engine)

  /// When the samples of a problem end.
  enum Until: Equatable {
    case rule(StoppingRule)
    /// By what the problems before it needed.
    case difficulty

    init(_ text: String) throws {
      self = text == "dsc" ? .difficulty : .rule(try StoppingRule(text))
    }
  }

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Sampling") var sampling: SamplingOptions

  @Option(
    help: ArgumentHelp(
      "Stop before -n samples: unanimous:WINDOW, beta:CHANCE, dirichlet:CHANCE, share:SHARE, dsc.",
      valueName: "rule"),
    transform: Until.init(_:))
  var until: Until?

  @Option(
    help: ArgumentHelp(
      "With --until dsc: a number in the record, more for harder, such as meta.difficulty.",
      valueName: "field"))
  var difficulty: String?

  @Option(
    help: ArgumentHelp("With --until: how an answer is found, as for vote.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract: AnswerExtractor?

  @OptionGroup(title: "Batch files") var batch: BatchOptions
  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    try model.need()
    guard until == nil || sampling.count > 1 else {
      throw ValidationError("--until needs -n, the most samples of a problem, such as -n 40")
    }
    guard until != nil || extract == nil else { throw ValidationError("--extract needs --until") }
    guard until == .difficulty || difficulty == nil else {
      throw ValidationError("--difficulty needs --until dsc")
    }
    guard until != .difficulty || !batch.isGiven else {
      throw ValidationError("--until dsc asks step by step: it goes with no batch")
    }
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name), batch: batch)
    let drawing = Drawing(command: self, open: open)
    let description = RunDescription(Self.name, details: open.details + [seeding.detail])
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(open.history)
      if until == .difficulty {
        try drawing.byDifficulty(loop)
      } else {
        try drawing.recordByRecord(loop)
      }
      loop.sink.note("tokens", open.meter.json, summary: open.meter.summary)
    }
    drawing.refusals.report(Self.name)
    try open.close()
  }
}

/// A run of `sample`.
private struct Drawing {
  let command: SampleCommand
  let open: OpenModel
  let refusals = Refusals()
  private let seeds: Seeding
  private let progress: Progress

  init(command: SampleCommand, open: OpenModel) {
    self.command = command
    self.open = open
    seeds = Seeding(seed: command.seeding.seed, filter: SampleCommand.name)
    progress = Progress(
      SampleCommand.name, unit: "samples", quiet: command.stream.running.quiet)
  }

  /// What is asked of a record, and where its new samples begin.
  struct Problem {
    var id: String
    var prompt: Prompt
    var first: Int

    init(_ record: Record, _ open: OpenModel) throws(RecordError) {
      id = try record.need("id", try record.string("id"))
      prompt = try open.rendering.prompt(of: record)
      first = try record.nextSampleIndex
    }
  }

  private func requests(
    _ problem: Problem, after drawn: Int, count: Int, _ settings: SamplingSettings
  ) -> [ModelRequest] {
    (problem.first + drawn..<problem.first + drawn + count).map { index in
      .complete(problem.prompt, settings, seed: seeds.modelSeed(id: problem.id, index: index))
    }
  }

  // MARK: - Record by record

  func recordByRecord(_ loop: RecordLoop) throws {
    try loop.exchange(
      progress: progress,
      requests: { try requests(for: $0, after: []) },
      more: command.until == nil ? nil : { try requests(for: $0, after: $1) },
      serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
      outcome: { try outcome($0, $1) })
  }

  /// What is asked next for a record.
  /// - Parameter replies: what it was answered so far.
  private func requests(
    for record: Record, after replies: [ModelReply]
  ) throws(RecordError) -> [ModelRequest] {
    var count = command.sampling.count - replies.count
    if case .rule(let rule)? = command.until {
      // Nobody knows what the answers that are missing will say.
      guard !replies.contains(BatchModel.missing) else { return [] }
      count = rule.shortfall(try answers(of: record) + replies.map(answer), limit: count)
    }
    let settings = command.sampling.settings
    return requests(try Problem(record, open), after: replies.count, count: count, settings)
  }

  /// A record with the samples that it was answered.
  private func outcome(_ record: Record, _ replies: [ModelReply]) throws(RecordError) -> Outcome {
    let problem = try Problem(record, open)
    var edit = RecordEdit(record)
    for (offset, reply) in replies.enumerated() where reply != BatchModel.missing {
      let index = problem.first + offset
      let seed = seeds.modelSeed(id: problem.id, index: index)
      try edit.addSample(reply.sample(index: index, seed: seed, model: open.model.name))
      if case .refused(let reason) = reply { refusals.count(reason) }
    }
    if edit.sampleCount == 0, replies.contains(BatchModel.missing) { return .drop("not-answered") }
    edit.set("next_index", .integer(Int64(problem.first + replies.count)))
    return .pass(edit)
  }

  // MARK: - Answers

  /// The answers of the samples that a record came with.
  private func answers(of record: Record) throws(RecordError) -> [String?] {
    var answers: [String?] = []
    for sample in record.sampleCount > 0 ? try record.samples : [] {
      let isWhole = try sample.string("finish") ?? "stop" == Finish.stop.rawValue
      answers.append(isWhole ? answer(in: try sample.need("text", try sample.string("text"))) : nil)
    }
    return answers
  }

  /// The answer of a reply, nil if it does not vote.
  private func answer(of reply: ModelReply) -> String? {
    guard case .completion(let completion) = reply, completion.finish == .stop else { return nil }
    return answer(in: completion.text)
  }

  private func answer(in text: String) -> String? {
    (command.extract ?? .number).extract(from: text)?.answer
  }

  // MARK: - By difficulty

  func byDifficulty(_ loop: RecordLoop) throws {
    var problems: [Problem] = []
    var questions: [Question] = []
    var replies: [[ModelReply]] = []
    var number = 0
    try loop.twice(
      first: {
        while let located = try loop.next() {
          do throws(RecordError) {
            let question = try Question(located.record, command.difficulty)
            problems.append(try Problem(located.record, open))
            questions.append(question)
          } catch {
            try loop.reject(located, error)
            continue
          }
          try loop.write(.pass(RecordEdit(located.record)), of: located.record)
        }
        replies = try draw(problems, order: try order(questions))
      },
      second: { record in
        defer { number += 1 }
        return try outcome(record, replies[number])
      })
    progress.end()
  }

  /// What is known of a problem's difficulty: a number, or its text.
  struct Question {
    var difficulty: Double?
    var text = ""

    init(_ record: Record, _ field: String?) throws(RecordError) {
      if let field {
        let path = field.split(separator: ".").map(String.init)
        var value = try record.json(path[0])
        for key in path.dropFirst() { value = value?[key] }
        guard let number = value?.double else {
          throw RecordError("the field “\(field)” is no number")
        }
        difficulty = number
      } else {
        let prompt = try record.need("prompt", try record.json("prompt"))
        text = prompt.string ?? (prompt.array ?? []).last?["content"]?.string ?? ""
      }
    }
  }

  /// The problems from easy to hard.
  private func order(_ questions: [Question]) throws -> [Int] {
    if command.difficulty != nil {
      return questions.indices.sorted {
        (questions[$0].difficulty ?? 0, $0) < (questions[$1].difficulty ?? 0, $1)
      }
    }
    var generator = seeds.generator(id: "")
    let ranking = DifficultyRanking(count: questions.count, using: &generator)
    var settings = SamplingSettings()
    settings.temperature = 0
    let replies = try open.model.replies(
      to: ranking.batches.enumerated().map { number, batch in
        let text = DifficultyRanking.prompt(batch.map { questions[$0].text })
        return .complete(
          command.model.rendering.chat
            ? .messages([Message(role: "user", content: text)]) : .text(text), settings,
          seed: seeds.modelSeed(id: "", index: number))
      })
    let orders = zip(ranking.batches, replies).map { batch, reply -> [Int]? in
      guard case .completion(let completion) = reply else { return nil }
      return DifficultyRanking.order(in: completion.text, count: batch.count)
    }
    let unreadable = orders.count { $0 == nil }
    if unreadable > 0 {
      say("sample: warning: \(unreadable) of \(orders.count) orders by difficulty cannot be read")
    }
    return ranking.problems(orders: orders)
  }

  /// The samples of every problem.
  /// - Parameter order: the problems from easy to hard.
  private func draw(_ problems: [Problem], order: [Int]) throws -> [[ModelReply]] {
    var plan = DifficultyPlan(order: order, most: command.sampling.count)
    var replies = [[ModelReply]](repeating: [], count: problems.count)
    while let step = plan.next(answers: { replies[$0].map(answer) }) {
      var settings = command.sampling.settings
      var draws: [DifficultyPlan.Draw]
      switch step {
      case .draw(let wanted): draws = wanted
      case .greedy(let easy):
        settings.temperature = 0
        draws = easy.map { DifficultyPlan.Draw(problem: $0, count: 1) }
      }
      var asked: [ModelRequest] = []
      for draw in draws {
        asked += requests(
          problems[draw.problem], after: replies[draw.problem].count, count: draw.count, settings)
      }
      var answered = try open.model.replies(to: asked)[...]
      for draw in draws {
        replies[draw.problem] += answered.prefix(draw.count)
        answered = answered.dropFirst(draw.count)
        for _ in 0..<draw.count { progress.step(records: 0) }
      }
    }
    return replies
  }
}
