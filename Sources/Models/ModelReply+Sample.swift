import Records

extension ModelReply {
  /// The sample that records hold of a completion; a refused request gives one with finish error, an
  /// empty text and the reason as error.
  /// - Parameter model: goes into the sample of a refused request.
  package func sample(index: Int, seed: UInt64, model: String) -> JSON {
    var members = [JSON.Member("index", .integer(Int64(index)))]
    switch self {
    case .completion(let completion):
      members += [
        JSON.Member("text", .string(completion.text)),
        JSON.Member("finish", .string(completion.finish.rawValue)),
        JSON.Member("model", .string(completion.model)),
        JSON.Member("seed", .integer(Int64(seed))),
        JSON.Member(
          "tokens",
          [
            "prompt": completion.promptTokens.map { .integer(Int64($0)) } ?? .null,
            "completion": completion.completionTokens.map { .integer(Int64($0)) } ?? .null,
          ]),
        JSON.Member("logprob", completion.logprob.map { .number($0) } ?? .null),
      ]
      if let logprobs = completion.tokenLogprobs {
        members.append(JSON.Member("token_logprobs", .array(logprobs.map { .number($0) })))
      }
    case .refused(let reason):
      members += [
        JSON.Member("text", ""),
        JSON.Member("finish", .string(Finish.error.rawValue)),
        JSON.Member("model", .string(model)),
        JSON.Member("seed", .integer(Int64(seed))),
        JSON.Member("error", .string(reason)),
      ]
    case .score, .probabilities: preconditionFailure("a completion was asked for")
    }
    return .object(members)
  }
}
