/// How likely a given completion is, in nats, of the untempered distribution.
package struct Score: Equatable, Sendable {
  /// One number a token of the completion, the end token included if it was asked for.
  package var tokenLogprobs: [Double]
  /// One number a token of the prompt after its first.
  package var promptLogprobs: [Double]

  /// Makes a score.
  package init(tokenLogprobs: [Double], promptLogprobs: [Double]) {
    self.tokenLogprobs = tokenLogprobs
    self.promptLogprobs = promptLogprobs
  }
}
