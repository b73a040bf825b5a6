import Records
import Streams

/// A model that gives recorded answers, for tests and for looking at a loop without a model.
///
/// The recording is JSON Lines, an answer a line:
///
///     {"prompt": "4071=", "text": "1704", "finish": "stop", "logprob": -0.5}
///     {"prompt": "4071=", "seed": 7, "text": "1740"}
///     {"prompt": "4071=", "completion": "1704", "token_logprobs": [-0.1, -0.2]}
///     {"prompt": "Right? ", "probabilities": {"Yes": 0.75, "No": 0.25}}
///     {"prompt": "*", "text": "no idea"}
///
/// `prompt` is what the model sees after rendering: a text, or a list of messages. A line with
/// `text` answers a completion; it may also have `finish` (`stop` without it), `logprob`,
/// `token_logprobs`, `tokens` (`{prompt, completion}`), `model`, and `seed`, with which it answers
/// that seed alone. Lines of one prompt without a seed are given in their order, each once. A line
/// with `completion` answers a score with `token_logprobs` (and `prompt_logprobs`), one with
/// `probabilities` a question for words; both as often as asked. A line with `refused` answers
/// anything with that reason. The prompt `*` stands for every prompt that has no line for the
/// question: each such prompt gets its lines in order, from the first again after the last.
/// A question without an answer is refused.
package final class ReplayModel: LanguageModel {
  package let name: String
  package var revision: String? { nil }

  /// One recorded answer.
  private enum Line {
    case completion(Completion, seed: UInt64?)
    case score(Score, completion: String)
    case probabilities([String: Double])
    case refusal(String)
  }

  /// The lines of each prompt; those for every prompt under nil.
  private let lines: [Prompt?: [Line]]
  /// How many completions without a seed each prompt has been given.
  private var given: [Prompt: Int] = [:]

  /// Reads a recording.
  /// - Parameter name: goes into answers that have no `model`.
  /// - Throws: `ModelError.damaged` with the number of the line.
  package init(parsing text: String, name: String = "replay") throws(ModelError) {
    var lines: [Prompt?: [Line]] = [:]
    for (index, text) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !text.isEmpty {
      do {
        let value = try JSON(parsing: String(text))
        guard let prompt = value["prompt"] else { throw ModelError.damaged("it has no prompt") }
        let key = prompt.string == "*" ? nil : try Prompt(prompt)
        lines[key, default: []].append(try Self.line(value, name: name))
      } catch {
        throw .damaged("line \(index + 1) of the recorded answers: \(error)")
      }
    }
    self.lines = lines
    self.name = name
  }

  private static func line(_ value: JSON, name: String) throws(ModelError) -> Line {
    if let reason = value["refused"]?.string { return .refusal(reason) }
    let logprobs = try numbers(value, "token_logprobs")
    if let text = value["text"]?.string {
      guard let finish = Finish(rawValue: value["finish"]?.string ?? "stop") else {
        throw .damaged("finish is none of stop, length, filter, error")
      }
      let seed = value["seed"]?.integer.flatMap(UInt64.init(exactly:))
      guard seed != nil || value["seed"] == nil else {
        throw .damaged("seed is no whole number from 0")
      }
      let completion = Completion(
        text: text, finish: finish, model: value["model"]?.string ?? name,
        promptTokens: value["tokens"]?["prompt"]?.integer,
        completionTokens: value["tokens"]?["completion"]?.integer ?? logprobs?.count,
        logprob: value["logprob"]?.double ?? logprobs?.reduce(0, +), tokenLogprobs: logprobs)
      return .completion(completion, seed: seed)
    }
    if let completion = value["completion"]?.string, let logprobs {
      let ofPrompt = try numbers(value, "prompt_logprobs") ?? []
      return .score(
        Score(tokenLogprobs: logprobs, promptLogprobs: ofPrompt), completion: completion)
    }
    if let members = value["probabilities"]?.members {
      var probabilities: [String: Double] = [:]
      for member in members { probabilities[member.key] = member.value.double }
      guard probabilities.count == members.count else {
        throw .damaged("probabilities holds something that is no number")
      }
      return .probabilities(probabilities)
    }
    throw .damaged("it has no text, no completion with token_logprobs, and no probabilities")
  }

  private static func numbers(_ value: JSON, _ key: String) throws(ModelError) -> [Double]? {
    guard let listed = value[key] else { return nil }
    let numbers = listed.array?.compactMap(\.double)
    guard let numbers, numbers.count == listed.array?.count else {
      throw .damaged("\(key) is no list of numbers")
    }
    return numbers
  }

  // MARK: - Serving

  package func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    while true {
      switch try next(true) {
      case .end: return
      case .notYet: continue
      case .request(let request, let ticket): try deliver(ticket, reply(to: request))
      }
    }
  }

  private func reply(to request: ModelRequest) -> ModelReply {
    let prompt: Prompt
    var found: ModelReply?
    switch request {
    case .complete(let asked, let settings, let seed):
      prompt = asked
      found = completion(asked, seed: seed).map { reply in
        guard case .completion(var completion) = reply, !settings.logprobs else { return reply }
        completion.tokenLogprobs = nil
        return .completion(completion)
      }
    case .score(let asked, let text, _):
      prompt = asked
      found = first(asked) { line in
        guard case .score(let score, text) = line else { return nil }
        return .score(score)
      }
    case .probabilities(let asked, let words):
      prompt = asked
      found = first(asked) { line in
        guard case .probabilities(let known) = line else { return nil }
        let listed = words.compactMap { known[$0] }
        return listed.count == words.count ? .probabilities(listed) : nil
      }
    }
    return found ?? .refused("no recorded answer for \(prompt.json.text)")
  }

  /// The answer to a seed, else the next answer that has none.
  private func completion(_ prompt: Prompt, seed: UInt64) -> ModelReply? {
    let own = lines[prompt] ?? []
    for case .completion(let completion, seed: .some(seed)) in own {
      return .completion(completion)
    }
    let number = given[prompt, default: 0]
    let ofPrompt = Self.unseeded(own)
    let ofAll = Self.unseeded(lines[nil] ?? [])
    given[prompt] = number + 1
    if !ofPrompt.isEmpty { return number < ofPrompt.count ? ofPrompt[number] : nil }
    return ofAll.isEmpty ? nil : ofAll[number % ofAll.count]
  }

  private static func unseeded(_ lines: [Line]) -> [ModelReply] {
    lines.compactMap { line in
      switch line {
      case .completion(let completion, seed: nil): .completion(completion)
      case .refusal(let reason): .refused(reason)
      default: nil
      }
    }
  }

  private func first(_ prompt: Prompt, where answers: (Line) -> ModelReply?) -> ModelReply? {
    for line in (lines[prompt] ?? []) + (lines[nil] ?? []) {
      if let reply = answers(line) { return reply }
      if case .refusal(let reason) = line { return .refused(reason) }
    }
    return nil
  }
}
