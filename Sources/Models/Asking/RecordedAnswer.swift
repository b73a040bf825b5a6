import Checkpoints
import Records

/// The answer to a question as recordings and journals hold it: a JSON object beside its `prompt`.
///
///     {"text": "1704", "finish": "stop", "logprob": -0.5, "tokens": {"prompt": 5, "completion": 4}}
///     {"completion": "1704", "token_logprobs": [-0.1, -0.2], "prompt_logprobs": []}
///     {"probabilities": {"Yes": 0.75, "No": 0.25}}
///     {"failed": "the prompt is too long"}
///
/// A completion may have a `seed`, to which alone it then belongs.
enum RecordedAnswer: Equatable, Sendable {
  case completion(Completion, seed: UInt64?)
  case score(Score, completion: String)
  case probabilities([String: Double])
  case failure(String)

  // MARK: - Reading

  /// Reads an answer; what a completion does not say of its tokens is taken from their
  /// log-probabilities.
  /// - Parameter name: the model of a completion that names none.
  /// - Throws: `ModelError.damaged`.
  init(_ value: JSON, name: String) throws(ModelError) {
    if let reason = value["failed"]?.string {
      self = .failure(reason)
      return
    }
    let logprobs = try Self.numbers(value, "token_logprobs")
    if let text = value["text"]?.string {
      guard let finish = Finish(rawValue: value["finish"]?.string ?? "stop") else {
        throw .damaged("finish is none of stop, length, filter, error")
      }
      let seed = value["seed"]?.integer.flatMap(UInt64.init(exactly:))
      guard seed != nil || value["seed"] == nil else {
        throw .damaged("seed is no whole number from 0")
      }
      let tokens = value["tokens"]
      let sum = value["logprob"]
      var completion = Completion(
        text: text, finish: finish, model: value["model"]?.string ?? name,
        promptTokens: tokens?["prompt"]?.integer,
        completionTokens: tokens?["completion"].map(\.integer) ?? logprobs?.count,
        logprob: sum.map(\.double) ?? logprobs?.reduce(0, +), tokenLogprobs: logprobs)
      completion.reasoning = value["reasoning"]?.string
      completion.finishReason = value["finish_reason"]?.string
      completion.reasoningTokens = tokens?["reasoning"]?.integer
      self = .completion(completion, seed: seed)
    } else if let completion = value["completion"]?.string, let logprobs {
      let ofPrompt = try Self.numbers(value, "prompt_logprobs") ?? []
      self = .score(
        Score(tokenLogprobs: logprobs, promptLogprobs: ofPrompt), completion: completion)
    } else if let members = value["probabilities"]?.members {
      var probabilities: [String: Double] = [:]
      for member in members { probabilities[member.key] = member.value.double }
      guard probabilities.count == members.count else {
        throw .damaged("probabilities holds something that is no number")
      }
      self = .probabilities(probabilities)
    } else {
      throw .damaged("it has no text, no completion with token_logprobs, and no probabilities")
    }
  }

  private static func numbers(_ value: JSON, _ key: String) throws(ModelError) -> [Double]? {
    guard let listed = value[key] else { return nil }
    let numbers = listed.array?.compactMap(\.double)
    guard let numbers, numbers.count == listed.array?.count else {
      throw .damaged("\(key) is no list of numbers")
    }
    return numbers
  }

  /// What a request is told, nil if this answers something else.
  func reply(to request: ModelRequest) -> ModelReply? {
    switch (self, request) {
    case (.failure(let reason), _): return .failed(reason)
    case (.completion(var completion, _), .complete(_, let settings, _)):
      if !settings.logprobs { completion.tokenLogprobs = nil }
      return .completion(completion)
    case (.score(let score, let text), .score(_, let completion, _)):
      return text == completion ? .score(score) : nil
    case (.probabilities(let known), .probabilities(_, let words)):
      let listed = words.compactMap { known[$0] }
      return listed.count == words.count ? .probabilities(listed) : nil
    default: return nil
    }
  }

  // MARK: - Writing

  /// The members of an answer's object, but for those that its question has already: the prompt, and
  /// a score's completion.
  static func members(of reply: ModelReply, to request: ModelRequest) -> [JSON.Member] {
    switch reply {
    case .completion(let completion): return completion.members
    case .score(let score):
      return [
        .init("token_logprobs", .array(score.tokenLogprobs.map { .number($0) })),
        .init("prompt_logprobs", .array(score.promptLogprobs.map { .number($0) })),
      ]
    case .probabilities(let values):
      guard case .probabilities(_, let words) = request else { return [] }
      var members: [JSON.Member] = []
      for (word, value) in zip(words, values) where !members.contains(where: { $0.key == word }) {
        members.append(.init(word, .number(value)))
      }
      return [.init("probabilities", .object(members))]
    case .failed(let reason), .givenUp(let reason): return [.init("failed", .string(reason))]
    }
  }
}

extension Completion {
  /// The members of a sample that say what was drawn, and how it ended.
  var members: [JSON.Member] {
    func count(_ count: Int?) -> JSON { count.map { .integer(Int64($0)) } ?? .null }
    var lengths: [JSON.Member] = [
      .init("prompt", count(promptTokens)), .init("completion", count(completionTokens)),
    ]
    if let reasoningTokens { lengths.append(.init("reasoning", count(reasoningTokens))) }
    var members: [JSON.Member] = [.init("text", .string(text))]
    if let reasoning { members.append(.init("reasoning", .string(reasoning))) }
    members.append(.init("finish", .string(finish.rawValue)))
    if let finishReason { members.append(.init("finish_reason", .string(finishReason))) }
    members += [
      .init("model", .string(model)), .init("tokens", .object(lengths)),
      .init("logprob", logprob.map { .number($0) } ?? .null),
    ]
    if let tokenLogprobs {
      members.append(.init("token_logprobs", .array(tokenLogprobs.map { .number($0) })))
    }
    return members
  }
}

extension ModelRequest {
  /// All that its answer depends on, but for the model.
  var members: [JSON.Member] {
    switch self {
    case .complete(let prompt, let settings, let seed):
      [
        .init("prompt", prompt.json), .init("settings", settings.json),
        // A seed is below 2^63; one that is not is refused, whatever is written of it.
        .init("seed", .integer(Int64(truncatingIfNeeded: seed))),
      ]
    case .score(let prompt, let completion, let ended):
      [
        .init("prompt", prompt.json), .init("completion", .string(completion)),
        .init("ended", .boolean(ended)),
      ]
    case .probabilities(let prompt, let words):
      [.init("prompt", prompt.json), .init("words", .array(words.map { .string($0) }))]
    }
  }
}

extension SamplingSettings {
  /// All settings, by the names that servers know.
  var json: JSON {
    [
      "temperature": .number(temperature), "top_p": .number(topP), "top_k": .integer(Int64(topK)),
      "max_tokens": .integer(Int64(maxTokens)), "stop": .array(stop.map { .string($0) }),
      "logprobs": .boolean(logprobs),
    ]
  }
}
