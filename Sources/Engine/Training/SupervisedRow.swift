/// A prompt and the completion that is learned from it.
package struct SupervisedRow: Equatable, Sendable {
  /// What is given, a token at least; no loss is taken on it.
  package var prompt: [Int32]
  /// What is learned, the end token included.
  package var completion: [Int32]
  /// Multiplies each token's loss; nil is 1 for all, 0 leaves a token out.
  package var tokenWeights: [Float]?
  /// Multiplies the row's loss.
  package var weight: Double

  /// Makes a row.
  package init(
    prompt: [Int32], completion: [Int32], tokenWeights: [Float]? = nil, weight: Double = 1
  ) {
    self.prompt = prompt
    self.completion = completion
    self.tokenWeights = tokenWeights
    self.weight = weight
  }

  /// How many tokens are learned.
  var learnedTokens: Int { tokenWeights?.count { $0 != 0 } ?? completion.count }
}
