/// How a model's prompts become tokens: its tokenizer, and its chat template if it has one.
package struct PromptTokens: Sendable {
  /// The tokenizer of all texts.
  package let tokenizer: any Tokenizer
  /// How conversations become texts.
  package let chatTemplate: ChatTemplate?

  /// Puts the two together.
  package init(tokenizer: any Tokenizer, chatTemplate: ChatTemplate?) {
    self.tokenizer = tokenizer
    self.chatTemplate = chatTemplate
  }

  /// The tokens of a prompt.
  ///
  /// A text has those before it that stand before every one; a conversation has what its template
  /// writes. A completion's own tokens follow, so that a prompt is the same in sampling, scoring
  /// and training.
  /// - Throws: why the prompt cannot be written in the model's tokens.
  package func tokens(of prompt: Prompt) throws(RenderingError) -> [Int32] {
    switch prompt {
    case .text(let text): return tokenizer.textStart + (try encode(text))
    case .messages(let messages):
      return try encode(try text(of: messages))
    }
  }

  /// A conversation as the model sees it.
  /// - Throws: why its chat template refuses it.
  package func text(of messages: [Message]) throws(RenderingError) -> String {
    guard let chatTemplate else { throw RenderingError("this model has no chat template") }
    return try chatTemplate.text(of: messages)
  }

  /// The text and the tokens of a whole conversation, and which tokens the assistant says.
  ///
  /// Answers are encoded apart from what stands before them, as when they are sampled.
  package func conversation(
    _ messages: [Message]
  ) throws(RenderingError) -> (text: String, tokens: [Int32], isAnswer: [Bool]) {
    guard let chatTemplate else { throw RenderingError("this model has no chat template") }
    var (text, tokens, isAnswer) = ("", [Int32](), [Bool]())
    for part in try chatTemplate.parts(of: messages) {
      let found = try encode(part.text)
      text += part.text
      tokens += found
      isAnswer += Array(repeating: part.isAnswer, count: found.count)
    }
    return (text, tokens, isAnswer)
  }

  private func encode(_ text: String) throws(RenderingError) -> [Int32] {
    do {
      return try tokenizer.encode(text)
    } catch {
      throw RenderingError("\(error)")
    }
  }
}
