import Records
import Testing

@testable import Models

@Suite struct CompletionReaderTests {
  private func read(_ choice: String, tokens: Bool = false) throws -> ModelReply {
    let answer = try JSON(parsing: #"{"choices":[\#(choice)]}"#)
    var settings = SamplingSettings()
    settings.logprobs = tokens
    return .completion(try CompletionReader.completion(answer, settings, name: "m").get())
  }

  @Test func logprobsAreSummed() throws {
    let completions =
      #"{"text":"a","finish_reason":"stop","logprobs":{"token_logprobs":[-0.5,-1]}}"#
    let chat =
      #"{"message":{"content":"a"},"finish_reason":"stop","logprobs":{"content":[{"logprob":-0.5},{"logprob":-1}]}}"#
    let expected = Completion(text: "a", finish: .stop, model: "m", logprob: -1.5)
    var full = expected
    full.tokenLogprobs = [-0.5, -1]
    for choice in [completions, chat] {
      #expect(try read(choice) == .completion(expected))
      #expect(try read(choice, tokens: true) == .completion(full))
    }
  }

  @Test(arguments: [
    "null", "{}", #"{"token_logprobs":[]}"#, #"{"token_logprobs":[-1,null]}"#, #"{"content":null}"#,
  ])
  func missingLogprobsStayMissing(logprobs: String) throws {
    let reply = try read(
      #"{"text":"a","finish_reason":"stop","logprobs":\#(logprobs)}"#, tokens: true)
    #expect(reply == .completion(Completion(text: "a", finish: .stop, model: "m")))
  }

  @Test(arguments: [
    ("stop", Finish.stop), ("length", .length), ("eos", .stop), ("end_turn", .stop),
    ("STOP", .stop), ("<|eot_id|>", .stop), ("COMPLETE", .stop), ("tool_calls", .stop),
    ("model_length", .length), ("MAX_TOKENS", .length), ("content_filter", .filter),
    ("SAFETY", .filter), ("abort", .stop), ("what is this", .stop), ("", .stop),
  ])
  func reasonsAreMappedAndTheServersWordIsKept(reason: String, finish: Finish) throws {
    let reply = try read(#"{"text":"a","finish_reason":"\#(reason)"}"#)
    var expected = Completion(text: "a", finish: finish, model: "m")
    expected.finishReason = reason == finish.rawValue ? nil : reason
    #expect(reply == .completion(expected))
  }

  @Test(arguments: [#"{"text":"a"}"#, #"{"text":"a","finish_reason":null}"#])
  func aTextWithoutAReasonIsAnAnswer(choice: String) throws {
    #expect(try read(choice) == .completion(Completion(text: "a", finish: .stop, model: "m")))
  }

  @Test func aTextThatBrokeOffIsNone() throws {
    #expect(
      throws: MissingCompletion.failed("the server broke off the answer (finish_reason error)")
    ) {
      try read(#"{"text":"half of","finish_reason":"error"}"#)
    }
  }

  // MARK: - Reasoning

  @Test(arguments: [
    #"{"content":"7","reasoning_content":"3+4"}"#, #"{"content":"7","reasoning":"3+4"}"#,
    #"{"content":"7","reasoning_details":[{"type":"reasoning.text","text":"3+4"}]}"#,
    #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"3+4"}]},{"type":"text","text":"7"}]}"#,
    #"{"content":[{"type":"thinking","thinking":"3+4"},{"type":"text","text":"7"}]}"#,
    #"{"content":[{"type":"reasoning","text":"3+"},{"type":"reasoning","text":"4"},"7"]}"#,
  ])
  func reasoningIsKeptApart(message: String) throws {
    let reply = try read(#"{"message":\#(message),"finish_reason":"stop"}"#)
    var expected = Completion(text: "7", finish: .stop, model: "m")
    expected.reasoning = "3+4"
    #expect(reply == .completion(expected))
  }

  @Test(arguments: ["null", #""""#])
  func anAnswerThatIsAllReasoningHasAnEmptyText(content: String) throws {
    let reply = try read(
      #"{"message":{"content":\#(content),"reasoning_content":"hm"},"finish_reason":"stop"}"#)
    guard case .completion(let completion) = reply else { return }
    #expect(completion.text == "" && completion.reasoning == "hm" && completion.finish == .stop)
  }

  @Test(arguments: [
    (["3", "+", "4", "7"], [-1.0, -1, -1, -0.5], -0.5 as Double?),
    (["3", "7", ""], [-1, -0.5, -0.25], -0.75), (["3+47"], [-1], nil),
    (["3", "8"], [-1, -1], nil),
  ])
  func theLogprobIsThatOfTheText(tokens: [String], logprobs: [Double], expected: Double?) throws {
    let content = zip(tokens, logprobs).map { token, logprob -> JSON in
      ["token": .string(token), "logprob": .number(logprob)]
    }
    let choice: JSON = [
      "message": ["content": "7", "reasoning": "3+4"], "finish_reason": "stop",
      "logprobs": ["content": .array(content)],
    ]
    guard case .completion(let completion) = try read(choice.text) else { return }
    #expect(completion.logprob == expected)
  }

  @Test func aPlaceholderIsNoProbability() throws {
    let reply = try read(
      #"{"text":"a","finish_reason":"stop","logprobs":{"token_logprobs":[-0.5,-9999.0]}}"#)
    #expect(reply == .completion(Completion(text: "a", finish: .stop, model: "m")))
  }

  // MARK: - No text

  @Test(arguments: [
    (
      #"{"content":null}"#, "stop",
      MissingCompletion.empty("the server gave no text (finish_reason stop)")
    ),
    (
      #"{"content":null}"#, "tool_calls",
      .rejected("the server gave no text (finish_reason tool_calls)")
    ),
    (#"{"content":null,"refusal":"I cannot"}"#, "stop", .rejected("the model declines: I cannot")),
    (
      #"{"content":[{"type":"image"}]}"#, "stop",
      .empty("the server gave no text (finish_reason stop)")
    ),
  ])
  func anAnswerWithoutATextSaysWhy(message: String, word: String, expected: MissingCompletion) {
    #expect(throws: expected) {
      try read(#"{"message":\#(message),"finish_reason":"\#(word)"}"#)
    }
  }

  @Test(arguments: [#"{"choices":null}"#, #"{"choices":[]}"#, "{}", #"{"choices":[null]}"#])
  func anAnswerWithoutAChoiceIsNone(answer: String) throws {
    let missing = MissingCompletion.empty("the server's answer has no choices")
    let answer = try JSON(parsing: answer)
    #expect(throws: missing) {
      try CompletionReader.completion(answer, SamplingSettings(), name: "m").get()
    }
  }

  @Test func aFilteredCompletionMayHaveNoText() throws {
    let reply = try read(#"{"message":{"content":null},"finish_reason":"content_filter"}"#)
    var expected = Completion(text: "", finish: .filter, model: "m")
    expected.finishReason = "content_filter"
    #expect(reply == .completion(expected))
  }
}
