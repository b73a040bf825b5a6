import Checkpoints
import Records

/// Requests for completions, as OpenAI-compatible servers take them.
///
/// Always one completion a request, each with its own seed: servers differ in what they make of
/// `n`, and a completion of its own can be sent again by itself.
enum CompletionFormat {
  /// The call that draws one completion.
  static func call(
    _ prompt: Prompt, _ settings: SamplingSettings, seed: Int64, model: String,
    _ dialect: ServerDialect
  ) -> ServerCall {
    var members = dialect.distribution(settings)
    members.append(.init(dialect.lengthKey, .integer(Int64(settings.maxTokens))))
    if dialect.sends(.seed) { members.append(.init("seed", .integer(seed))) }
    let stop = dialect.stops(of: settings)
    if !stop.isEmpty { members.append(.init("stop", .array(stop.map { .string($0) }))) }
    if dialect.marksPrefill, prompt.endsInsideAnAnswer {
      members += [.init("continue_final_message", true), .init("add_generation_prompt", false)]
    }
    let call = call(prompt, model: model, members, logprobs: dialect.sends(.logprobs) ? 1 : nil)
    return call.merging(dialect.body)
  }

  /// The call that shows the likeliest next tokens.
  static func wordsCall(
    _ prompt: Prompt, model: String, _ dialect: ServerDialect
  ) -> ServerCall {
    var members: [JSON.Member] = [.init(dialect.lengthKey, 1)]
    if dialect.sends(.temperature) { members.insert(.init("temperature", .number(0)), at: 0) }
    return call(prompt, model: model, members, logprobs: Int64(dialect.topLogprobs))
      .merging(dialect.body)
  }

  private static func call(
    _ prompt: Prompt, model: String, _ members: [JSON.Member], logprobs: Int64?
  ) -> ServerCall {
    switch prompt {
    case .text(let text):
      let head: [JSON.Member] = [.init("model", .string(model)), .init("prompt", .string(text))]
      let tail = logprobs.map { [JSON.Member("logprobs", .integer($0))] } ?? []
      return ServerCall(path: "/completions", body: .object(head + members + tail))
    case .messages:
      let head: [JSON.Member] = [.init("model", .string(model)), .init("messages", prompt.json)]
      // llama-cpp-python gives no log-probabilities without `top_logprobs`.
      let tail =
        logprobs.map {
          [JSON.Member("logprobs", true), JSON.Member("top_logprobs", .integer($0))]
        } ?? []
      return ServerCall(path: "/chat/completions", body: .object(head + members + tail))
    }
  }
}

extension ServerCall {
  /// The call with further members in its body, which take the place of those that are there; one
  /// that is null takes a member out.
  func merging(_ more: JSON?) -> ServerCall {
    guard let added = more?.members, var members = body.members else { return self }
    for member in added {
      let place = members.firstIndex { $0.key == member.key }
      switch (place, member.value) {
      case (let place?, .null): members.remove(at: place)
      case (let place?, _): members[place] = member
      case (nil, .null): continue
      case (nil, _): members.append(member)
      }
    }
    return ServerCall(path: path, body: .object(members))
  }
}

extension Prompt {
  /// Whether an answer has been begun that the model is to go on with.
  var endsInsideAnAnswer: Bool {
    guard case .messages(let messages) = self else { return false }
    return messages.last?.role == "assistant"
  }
}
