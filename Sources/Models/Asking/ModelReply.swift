/// What a model answers.
package enum ModelReply: Equatable, Sendable {
  case completion(Completion)
  case score(Score)
  /// One probability a word, in the order of the request.
  case probabilities([Double])
  /// This request has no answer, others may have one: the reason.
  case failed(String)
  /// The server did not answer this request, another run may have more luck: the reason. Never
  /// kept as an answer.
  case givenUp(String)
}

extension ModelReply {
  /// Why there is no answer, nil if there is one.
  package var failure: String? {
    switch self {
    case .failed(let reason), .givenUp(let reason): reason
    case .completion, .score, .probabilities: nil
    }
  }

  /// The same, where an answer that was filtered is none either.
  var missingAnswer: String? {
    if case .completion(let completion) = self, completion.finish.isFailure {
      return "finish \(completion.finish.rawValue)"
    }
    return failure
  }
}
