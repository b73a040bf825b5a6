/// Why given tokens cannot be computed with.
package enum EngineError: Error, Equatable, CustomStringConvertible {
  /// A sequence has nothing before its first predicted token.
  case emptyPrompt
  /// A sequence has more tokens than the model is meant for.
  case tooLong(tokens: Int, context: Int)
  /// The vocabulary has no such token.
  case unknownToken(Int32, vocabulary: Int)
  /// A batch has no token to learn from.
  case emptyBatch

  package var description: String {
    switch self {
    case .emptyPrompt: "a prompt has no tokens"
    case .tooLong(let tokens, let context):
      "a sequence has \(tokens) tokens, the model's context is \(context)"
    case .unknownToken(let token, let vocabulary):
      "token \(token) is outside the vocabulary of \(vocabulary)"
    case .emptyBatch: "a batch has no token to learn from"
    }
  }
}

extension Architecture {
  /// Checks that a sequence can be computed with.
  func check(_ parts: [Int32]...) throws(EngineError) {
    let length = parts.reduce(0) { $0 + $1.count }
    if length > context { throw .tooLong(tokens: length, context: context) }
    for part in parts {
      for token in part where token < 0 || token >= vocabulary {
        throw .unknownToken(token, vocabulary: vocabulary)
      }
    }
  }
}
