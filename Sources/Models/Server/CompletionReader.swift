import Records

/// Reads completions out of servers' answers.
enum CompletionReader {
  /// Reads one completion.
  ///
  /// A text with an end that is not known, or with none, is an answer: its `finish` is `stop`, and
  /// the server's word is kept. A server that ignores `stop` gives more text than was asked for: it
  /// is cut, and its log-probabilities, which would be those of the whole, are left out.
  /// - Parameter name: the model that was asked, for a server that does not name it.
  /// - Returns: a completion, or `empty`, `busy` or `rejected` where the answer holds none.
  static func completion(
    _ answer: JSON, _ settings: SamplingSettings, name: String
  ) -> Result<Completion, MissingCompletion> {
    guard let choice = answer["choices"]?[0], choice != .null else {
      return .failure(.empty("the server's answer has no choices"))
    }
    let word = choice["finish_reason"]?.string
    let finish = FinishWord.meaning(word) ?? .stop
    let content = MessageContent(choice: choice)
    if finish == .error {
      return .failure(.failed("the server broke off the answer (finish_reason \(word ?? ""))"))
    }
    // All tokens that were allowed may have gone into thoughts, which are no text.
    let isEmptyAllowed = finish == .filter || finish == .length || content.reasoning != nil
    guard var text = content.text ?? (isEmptyAllowed ? "" : nil) else {
      return .failure(missing(content, word))
    }
    var completion = Completion(
      text: text, finish: finish, model: answer["model"]?.string ?? name)
    completion.finishReason = FinishWord.kept(word, finish)
    completion.reasoning = content.reasoning
    let usage = TokenUsage(answer["usage"])
    completion.promptTokens = usage.prompt
    completion.completionTokens = usage.completion
    completion.reasoningTokens = usage.reasoning
    var logprobs = TokenLogprobs(choice["logprobs"])?
      .numbers(of: text, isThoughtful: content.reasoning != nil)
    if let end = settings.stop.compactMap({ text[...].firstRange(of: $0)?.lowerBound }).min() {
      text = String(text[..<end])
      completion.text = text
      completion.finish = .stop
      logprobs = nil
    }
    completion.logprob = logprobs?.reduce(0, +)
    completion.tokenLogprobs = settings.logprobs ? logprobs : nil
    return .success(completion)
  }

  private static func missing(_ content: MessageContent, _ word: String?) -> MissingCompletion {
    if let refusal = content.refusal { return .rejected("the model declines: \(refusal)") }
    let sentence = "the server gave no text (finish_reason \(word ?? "null"))"
    return FinishWord.asksForTool(word) ? .rejected(sentence) : .empty(sentence)
  }
}
