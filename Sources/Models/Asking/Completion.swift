/// One completion that a model has drawn.
package struct Completion: Equatable, Sendable {
  package var text: String
  /// What the model thought before the text, if it is known apart from it.
  package var reasoning: String?
  package var finish: Finish
  /// The server's own word for the end, where it is another than `finish`.
  package var finishReason: String?
  /// The model as the server resolved it.
  package var model: String
  /// Lengths in tokens, nil where a server does not tell; the completion's include those of the
  /// reasoning.
  package var promptTokens: Int?
  package var completionTokens: Int?
  package var reasoningTokens: Int?
  /// The sum over the text's tokens, and the end token if `finish` is stop, in nats, of the
  /// untempered distribution; nil where a server does not tell, or cannot tell apart from the
  /// reasoning's.
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
