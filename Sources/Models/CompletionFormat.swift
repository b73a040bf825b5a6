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
    _ prompt: Prompt, _ settings: SamplingSettings, seed: Int64, model: String, logprobs: Bool
  ) -> ServerCall {
    var members: [JSON.Member] = [
      .init("temperature", .number(settings.temperature)),
      .init("top_p", .number(settings.topP)),
      .init("max_tokens", .integer(Int64(settings.maxTokens))),
      .init("seed", .integer(seed)),
    ]
    if settings.topK > 0 { members.append(.init("top_k", .integer(Int64(settings.topK)))) }
    if !settings.stop.isEmpty {
      members.append(.init("stop", .array(settings.stop.map { .string($0) })))
    }
    return call(prompt, model: model, members, logprobs: logprobs ? 1 : nil)
  }

  /// The call that shows the likeliest next tokens, twenty of them, which is what servers give.
  static func wordsCall(_ prompt: Prompt, model: String) -> ServerCall {
    call(
      prompt, model: model, [.init("temperature", .number(0)), .init("max_tokens", 1)],
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
      var tail: [JSON.Member] = []
      if let logprobs {
        tail.append(.init("logprobs", true))
        if logprobs > 1 { tail.append(.init("top_logprobs", .integer(logprobs))) }
      }
      return ServerCall(path: "/chat/completions", body: .object(head + members + tail))
    }
  }

  // MARK: - Answers

  /// Reads one completion.
  /// - Parameters:
  ///   - name: the model that was asked, for a server that does not name it.
  ///   - tokens: whether every token's log-probability is wanted.
  static func completion(_ answer: JSON, name: String, tokens: Bool) -> ModelReply {
    guard let choice = answer["choices"]?[0] else {
      return .refused("the server's answer has no choices")
    }
    let reason = choice["finish_reason"]?.string
    let finish = finish(reason)
    guard var text = choice["message"]?["content"] ?? choice["text"] else {
      return .refused("the server's answer has no text")
    }
    if text == .null, finish == .filter { text = "" }
    guard case .string(let text) = text else {
      return .refused("the server gave no text (finish_reason \(reason ?? "null"))")
    }
    let logprobs = tokenLogprobs(choice["logprobs"])
    return .completion(
      Completion(
        text: text, finish: finish, model: answer["model"]?.string ?? name,
        promptTokens: answer["usage"]?["prompt_tokens"]?.integer,
        completionTokens: answer["usage"]?["completion_tokens"]?.integer,
        logprob: logprobs?.reduce(0, +), tokenLogprobs: tokens ? logprobs : nil))
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
  private static func tokenLogprobs(_ logprobs: JSON?) -> [Double]? {
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
    guard let listed = likeliest(answer["choices"]?[0]?["logprobs"]), !listed.isEmpty else {
      throw .unsupported("the server gives no probabilities of next tokens")
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

  /// The likeliest next tokens with their log-probabilities, in chat's form or in completions'.
  private static func likeliest(_ logprobs: JSON?) -> [(token: String, logprob: Double)]? {
    if let list = logprobs?["content"]?[0]?["top_logprobs"]?.array {
      return list.compactMap { entry in
        guard let token = entry["token"]?.string, let logprob = entry["logprob"]?.double else {
          return nil
        }
        return (token, logprob)
      }
    }
    return logprobs?["top_logprobs"]?[0]?.members?.compactMap { member in
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
