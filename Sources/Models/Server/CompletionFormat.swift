import Checkpoints
import Glibc
import Records

/// What is posted to a server: the end of the address and the body.
struct ServerCall: Equatable, Sendable {
  var path: String
  var body: JSON
}

/// Requests for completions, and their answers, as OpenAI-compatible servers write them.
///
/// Always one completion a request, each with its own seed: servers differ in what they make of
/// `n`, and a completion of its own can be sent again by itself.
enum CompletionFormat {
  /// The call that draws one completion.
  static func call(
    _ prompt: Prompt, _ settings: SamplingSettings, seed: Int64, model: String,
    _ dialect: ServerDialect
  ) -> ServerCall {
    var members: [JSON.Member] = [
      .init("temperature", .number(settings.temperature)),
      .init("top_p", .number(settings.topP)),
      .init(dialect.lengthKey, .integer(Int64(settings.maxTokens))),
    ]
    if dialect.sendsSeed { members.append(.init("seed", .integer(seed))) }
    members += dialect.distribution(topK: settings.topK)
    if !settings.stop.isEmpty {
      members.append(.init("stop", .array(settings.stop.map { .string($0) })))
    }
    if dialect.marksPrefill, prompt.endsInsideAnAnswer {
      members += [.init("continue_final_message", true), .init("add_generation_prompt", false)]
    }
    return call(prompt, model: model, members, logprobs: dialect.asksLogprobs ? 1 : nil)
  }

  /// The call that shows the likeliest next tokens, twenty of them, which is what servers give.
  static func wordsCall(
    _ prompt: Prompt, model: String, _ dialect: ServerDialect
  ) -> ServerCall {
    call(
      prompt, model: model, [.init("temperature", .number(0)), .init(dialect.lengthKey, 1)],
      logprobs: 20)
  }

  private static func call(
    _ prompt: Prompt, model: String, _ members: [JSON.Member], logprobs: Int64?
  ) -> ServerCall {
    switch prompt {
    case .text(let text):
      let head: [JSON.Member] = [.init("model", .string(model)), .init("prompt", .string(text))]
      let tail = logprobs.map { [JSON.Member("logprobs", .integer($0))] } ?? []
      return ServerCall(path: "/completions", body: .object(head + members + tail))
    case .messages(let messages):
      let turns = messages.map { message -> JSON in
        ["role": .string(message.role), "content": .string(message.content)]
      }
      let head: [JSON.Member] = [.init("model", .string(model)), .init("messages", .array(turns))]
      // llama-cpp-python gives no log-probabilities without `top_logprobs`.
      let tail =
        logprobs.map {
          [JSON.Member("logprobs", true), JSON.Member("top_logprobs", .integer($0))]
        } ?? []
      return ServerCall(path: "/chat/completions", body: .object(head + members + tail))
    }
  }

  // MARK: - Answers

  /// Why an answer is none, though the server calls it one: worth asking again.
  struct Missing: Error, Equatable {
    var reason: String
  }

  /// Reads one completion.
  ///
  /// A server that ignores `stop` gives more text than was asked for: it is cut, and its
  /// log-probabilities, which would be those of the whole, are left out.
  /// - Parameter name: the model that was asked, for a server that does not name it.
  static func completion(
    _ answer: JSON, _ settings: SamplingSettings, name: String
  ) throws(Missing) -> ModelReply {
    guard let choice = answer["choices"]?[0] else {
      throw Missing(reason: "the server's answer has no choices")
    }
    let reason = choice["finish_reason"]?.string
    var finish = finish(reason)
    guard var content = choice["message"]?["content"] ?? choice["text"] else {
      throw Missing(reason: "the server's answer has no text")
    }
    // All tokens that were allowed may have gone into thoughts, which are no text.
    if content == .null, finish == .filter || finish == .length { content = "" }
    guard case .string(var text) = content else {
      let sentence = "the server gave no text (finish_reason \(reason ?? "null"))"
      if finish == .stop { throw Missing(reason: sentence) }
      return .refused(sentence)
    }
    var logprobs = tokenLogprobs(choice["logprobs"])
    if let end = settings.stop.compactMap({ text[...].firstRange(of: $0)?.lowerBound }).min() {
      text = String(text[..<end])
      finish = .stop
      logprobs = nil
    }
    return .completion(
      Completion(
        text: text, finish: finish, model: answer["model"]?.string ?? name,
        promptTokens: answer["usage"]?["prompt_tokens"]?.integer,
        completionTokens: answer["usage"]?["completion_tokens"]?.integer,
        logprob: logprobs?.reduce(0, +), tokenLogprobs: settings.logprobs ? logprobs : nil))
  }

  /// Servers' words for the end of a completion; a word that is not known is an error.
  private static func finish(_ reason: String?) -> Finish {
    switch reason {
    case "stop", "eos_token", "stop_sequence", "end_turn": .stop
    case "length", "max_tokens": .length
    case "content_filter": .filter
    default: .error
    }
  }

  /// One number a token, nil if the server gives none or leaves one out.
  static func tokenLogprobs(_ logprobs: JSON?) -> [Double]? {
    let numbers: [Double?]
    if let content = logprobs?["content"]?.array {
      numbers = content.map { $0["logprob"]?.double }
    } else if let values = logprobs?["token_logprobs"]?.array {
      numbers = values.map(\.double)
    } else {
      return nil
    }
    let known = numbers.compactMap { $0 }
    return known.isEmpty || known.count < numbers.count ? nil : known
  }

  // MARK: - Words

  /// Reads how likely each word is as the next one.
  ///
  /// A token counts to a word if it is that word once white space around it is taken off, or begins
  /// with it and goes on with neither letter nor digit («Yes.»). A word that no listed token counts
  /// to has probability 0; if that is so of all, the answer says nothing and is refused.
  static func probabilities(_ answer: JSON, words: [String]) throws(ModelError) -> ModelReply {
    guard let listed = likeliest(answer["choices"]?[0]?["logprobs"]) else {
      throw .unsupported("the server gives no probabilities of next tokens")
    }
    guard !listed.isEmpty else {
      return .refused("the model ends at once, and the server tells no probabilities then")
    }
    let found = words.map { word in
      listed.filter { counts($0.token, as: word) }.map { exp($0.logprob) }
    }
    guard found.contains(where: { !$0.isEmpty }) else {
      let tokens = listed.prefix(5).map { JSON.string($0.token).text }.joined(separator: ", ")
      return .refused("none of the words is among the likeliest next tokens: \(tokens), …")
    }
    return .probabilities(found.map { min($0.reduce(0, +), 1) })
  }

  /// The likeliest next tokens with their log-probabilities, in chat's form or in completions';
  /// nil if the server gives no such thing.
  private static func likeliest(_ logprobs: JSON?) -> [(token: String, logprob: Double)]? {
    if let content = logprobs?["content"]?.array {
      return (content.first?["top_logprobs"]?.array ?? []).compactMap { entry in
        guard let token = entry["token"]?.string, let logprob = entry["logprob"]?.double else {
          return nil
        }
        return (token, logprob)
      }
    }
    guard let places = logprobs?["top_logprobs"]?.array else { return nil }
    return (places.first?.members ?? []).compactMap { member in
      member.value.double.map { (member.key, $0) }
    }
  }

  private static func counts(_ token: String, as word: String) -> Bool {
    let trimmed = token.drop(while: \.isWhitespace)
    guard !word.isEmpty, trimmed.hasPrefix(word) else { return false }
    guard let following = trimmed.dropFirst(word.count).first else { return true }
    return !following.isLetter && !following.isNumber
  }
}

extension Prompt {
  /// Whether an answer has been begun that the model is to go on with.
  var endsInsideAnAnswer: Bool {
    guard case .messages(let messages) = self else { return false }
    return messages.last?.role == "assistant"
  }
}
