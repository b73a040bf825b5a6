import Answers
import Checkpoints
import FilterKit
import Methods
import Models
import Records

/// A run of `sample`: what is asked of each record, and what becomes of it.
struct Drawing {
  let command: SampleCommand
  let open: OpenModel
  let failures = FailedRequests()
  let seeds: Seeding
  let progress: Progress

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

  func requests(
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
  func outcome(_ record: Record, _ replies: [ModelReply]) throws(RecordError) -> Outcome {
    let problem = try Problem(record, open)
    var edit = RecordEdit(record)
    for (offset, reply) in replies.enumerated() where reply != BatchModel.missing {
      let index = problem.first + offset
      let seed = seeds.modelSeed(id: problem.id, index: index)
      try edit.addSample(reply.sample(index: index, seed: seed, model: open.model.name))
      if case .refused(let reason) = reply { failures.count(reason) }
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
  func answer(of reply: ModelReply) -> String? {
    guard case .completion(let completion) = reply, completion.finish == .stop else { return nil }
    return answer(in: completion.text)
  }

  private func answer(in text: String) -> String? {
    (command.extract ?? .number).extract(from: text)?.answer
  }
}
