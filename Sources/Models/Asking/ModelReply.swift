/// What a model answers.
package enum ModelReply: Equatable, Sendable {
  case completion(Completion)
  case score(Score)
  /// One probability a word, in the order of the request.
  case probabilities([Double])
  /// This request cannot be answered, others may: the reason.
  case refused(String)
}

extension ModelReply {
  /// Why there is no answer, nil if there is one.
  var refusal: String? {
    switch self {
    case .refused(let reason): reason
    case .completion(let completion) where completion.finish.isRefusal:
      "finish \(completion.finish.rawValue)"
    case .completion, .score, .probabilities: nil
    }
  }
}
