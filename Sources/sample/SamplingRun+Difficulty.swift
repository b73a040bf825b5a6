import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records

/// `--until dsc`: the whole stream, from easy problems to hard ones.
extension SamplingRun {
  func byDifficulty() throws {
    let loop = run.loop
    var problems: [Problem] = []
    var questions: [Question] = []
    var replies: [[ModelReply]] = []
    var number = 0
    try loop.twoPasses(
      first: {
        try loop.each { record in
          let question = try Question(record, command.difficulty)
          problems.append(try Problem(record, open))
          questions.append(question)
          return .pass(RecordEdit(record))
        }
        replies = try samples(of: problems, order: try order(questions))
      },
      second: { record in
        defer { number += 1 }
        for reply in replies[number] { run.failures.count(reply) }
        return try outcome(record, problems[number], replies[number])
      })
    run.progress.end()
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
  private func samples(of problems: [Problem], order: [Int]) throws -> [[ModelReply]] {
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
        for _ in 0..<draw.count { run.progress.step(records: 0) }
      }
    }
    return replies
  }
}
