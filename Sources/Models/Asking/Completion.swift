/// One drawn completion.
package struct Completion: Equatable, Sendable {
  package var text: String
  package var finish: Finish
  /// The model as the server resolved it.
  package var model: String
  /// Lengths in tokens, nil where a server does not tell.
  package var promptTokens: Int?
  package var completionTokens: Int?
  /// The sum over the completion's tokens, and the end token if `finish` is stop, in nats, of the
  /// untempered distribution; nil where a server does not tell.
  package var logprob: Double?
  /// The same, token by token, if it was asked for.
  package var tokenLogprobs: [Double]?

  /// Makes a completion.
  package init(
    text: String, finish: Finish, model: String, promptTokens: Int? = nil,
    completionTokens: Int? = nil, logprob: Double? = nil, tokenLogprobs: [Double]? = nil
  ) {
    self.text = text
    self.finish = finish
    self.model = model
    self.promptTokens = promptTokens
    self.completionTokens = completionTokens
    self.logprob = logprob
    self.tokenLogprobs = tokenLogprobs
  }
}
