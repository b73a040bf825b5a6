import Records

extension ModelReply {
  /// A completion as the sample of a record; one that failed has finish `error`.
  /// - Parameters:
  ///   - index: of the sample.
  ///   - seed: as it was sent.
  ///   - model: who was asked, where the reply does not say.
  ///   - beginning: what stands before the completion in the sample's text, as it was given to the
  ///     model; then `logprob` and `tokens` are of what came after it.
  ///   - parent: the index of the sample that it revises.
  package func sample(
    index: Int, seed: UInt64, model: String, beginning: String = "", parent: Int? = nil
  ) -> JSON {
    var members = [JSON.Member("index", .integer(Int64(index)))]
    switch self {
    case .completion(var completion):
      completion.text = beginning + completion.text
      for member in completion.members {
        members.append(member)
        if member.key == "model" { members.append(JSON.Member("seed", .integer(Int64(seed)))) }
      }
    case .failed(let reason), .givenUp(let reason):
      members += [
        JSON.Member("text", ""),
        JSON.Member("finish", .string(Finish.error.rawValue)),
        JSON.Member("model", .string(model)),
        JSON.Member("seed", .integer(Int64(seed))),
        JSON.Member("error", .string(reason)),
      ]
    case .score, .probabilities: preconditionFailure("a completion was asked for")
    }
    if let parent { members.append(JSON.Member("parent", .integer(Int64(parent)))) }
    if !beginning.isEmpty {
      members.append(JSON.Member("prefix", .integer(Int64(beginning.utf8.count))))
    }
    return .object(members)
  }

  /// The model as the server resolved it, nil where the reply does not say.
  package var model: String? {
    if case .completion(let completion) = self { completion.model } else { nil }
  }
}
