import Answers
import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records

/// A run of `sample`: what is asked of each record, and what becomes of it.
struct SamplingRun {
  let command: SampleCommand
  let open: OpenModel
  let run: ModelRun
  let seeds: Seeding

  init(_ command: SampleCommand, _ open: OpenModel, _ run: ModelRun) {
    self.command = command
    self.open = open
    self.run = run
    seeds = Seeding(seed: command.seeding.seed, filter: SampleCommand.name)
  }

  /// What is asked of a record, and where its new samples begin.
  struct Problem {
    var id: String
    var prompt: Prompt
    var first: Int
    /// With a stopping rule: the answers of the samples so far, nil where one does not vote.
    var answers: [String?] = []
    /// How many of the answers are of replies.
    var answered = 0

    init(_ record: Record, _ open: OpenModel) throws(RecordError) {
      id = try record.need("id", try record.string("id"))
      prompt = try open.rendering.prompt(of: record)
      first = try record.nextSampleIndex
    }
  }

  func requests(
    _ problem: Problem, after sampled: Int, count: Int, _ settings: SamplingSettings
  ) -> [ModelRequest] {
    (problem.first + sampled..<problem.first + sampled + count).map { index in
      .complete(problem.prompt, settings, seed: seeds.modelSeed(id: problem.id, index: index))
    }
  }

  // MARK: - Record by record

  func recordByRecord() throws {
    guard case .rule(let rule)? = command.until else {
      return try run.ask(
        prepare: { record in
          let problem = try Problem(record, open)
          return (problem, requests(problem, after: 0, rule: nil))
        },
        outcome: outcome)
    }
    try run.ask(
      prepare: { record in
        var problem = try Problem(record, open)
        problem.answers = try answers(of: record)
        return (problem, requests(problem, after: 0, rule: rule))
      },
      more: { problem, replies in
        // What the answers that a batch has yet to give will say is not known.
        guard !replies.contains(BatchModel.missing) else { return [] }
        problem.answers += replies.dropFirst(problem.answered).map(answer)
        problem.answered = replies.count
        return requests(problem, after: replies.count, rule: rule)
      },
      outcome: outcome)
  }

  /// What is asked next for a problem.
  /// - Parameter sampled: how many replies there are.
  private func requests(
    _ problem: Problem, after sampled: Int, rule: StoppingRule?
  ) -> [ModelRequest] {
    let rest = command.sampling.count - sampled
    let count = rule.map { $0.shortfall(problem.answers, limit: rest) } ?? rest
    return requests(problem, after: sampled, count: count, command.sampling.settings)
  }

  /// A record with the samples that the replies give.
  func outcome(
    _ record: Record, _ problem: Problem, _ replies: [ModelReply]
  ) throws(RecordError) -> Outcome {
    var edit = RecordEdit(record)
    for (offset, reply) in replies.enumerated() where reply != BatchModel.missing {
      let index = problem.first + offset
      let seed = seeds.modelSeed(id: problem.id, index: index)
      try edit.addSample(reply.sample(index: index, seed: seed, model: open.model.name))
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
