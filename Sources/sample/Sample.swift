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
      are the same as without --until.

      Memory: 8,192 records, or 64 MiB of them, wait for replies at most. Randomness: each \
      sample is drawn with a seed that is a function of --seed, the record's id and the sample's \
      index.

      Example: problems reverse --count 10 | sample --model base -n 16 --temperature 1
      """,
    version: version)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Sampling") var sampling: SamplingOptions

  @Option(
    help: ArgumentHelp(
      "Stop before -n samples: unanimous:WINDOW, beta:CHANCE, dirichlet:CHANCE or share:SHARE.",
      valueName: "rule"),
    transform: StoppingRule.init(_:))
  var until: StoppingRule?

  @Option(
    help: ArgumentHelp("With --until: how an answer is found, as for vote.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract: AnswerExtractor?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    try model.need()
    guard until == nil || sampling.count > 1 else {
      throw ValidationError("--until needs -n, the most samples of a problem, such as -n 40")
    }
    guard until != nil || extract == nil else { throw ValidationError("--extract needs --until") }
  }

  func run() throws {
    let open = try model.open(
      threads: stream.running.threads, journal: stream.journal(of: Self.name))
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let progress = Progress(Self.name, unit: "samples", quiet: stream.running.quiet)
    let description = RunDescription(Self.name, details: open.details + [seeding.detail])
    let refusals = Refusals()
    try RecordLoop(description, stream).run { loop in
      loop.sink.history.take(open.history)
      try loop.exchange(
        progress: progress,
        requests: { try requests(for: $0, after: [], open, seeds) },
        more: until == nil ? nil : { try requests(for: $0, after: $1, open, seeds) },
        serve: { next, deliver in try open.model.serve(next: next, deliver: deliver) },
        outcome: { record, replies in
          let id = try record.need("id", try record.string("id"))
          let first = try record.nextSampleIndex
          var edit = RecordEdit(record)
          for (offset, reply) in replies.enumerated() {
            let seed = seeds.modelSeed(id: id, index: first + offset)
            try edit.addSample(
              reply.sample(index: first + offset, seed: seed, model: open.model.name))
            if case .refused(let reason) = reply { refusals.count(reason) }
          }
          edit.set("next_index", .integer(Int64(first + replies.count)))
          return .pass(edit)
        })
    }
    refusals.report(Self.name)
    try open.close()
  }

  /// What is asked next for a record.
  /// - Parameter replies: what it was answered so far.
  private func requests(
    for record: Record, after replies: [ModelReply], _ open: OpenModel, _ seeds: Seeding
  ) throws(RecordError) -> [ModelRequest] {
    let id = try record.need("id", try record.string("id"))
    let prompt = try open.rendering.prompt(of: record)
    let first = try record.nextSampleIndex + replies.count
    var count = sampling.count - replies.count
    if let until {
      count = until.shortfall(try answers(of: record) + replies.map(answer), limit: count)
    }
    return (first..<first + count).map { index in
      .complete(prompt, sampling.settings, seed: seeds.modelSeed(id: id, index: index))
    }
  }

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
    (extract ?? .number).extract(from: text)?.answer
  }
}
