import Checkpoints
import Glibc
import Records
import Testing

@testable import Models

@Suite struct CompletionFormatTests {
  private let messages = Prompt.messages([Message(role: "user", content: "hi\n")])

  @Test func onlyWhatIsSetIsSent() {
    var settings = SamplingSettings()
    settings.topK = 3
    settings.stop = ["\n"]
    var dialect = ServerDialect()
    dialect.asksLogprobs = false
    let call = CompletionFormat.call(messages, settings, seed: 9, model: "m", dialect)
    #expect(call.path == "/chat/completions")
    #expect(
      call.body.text
        == #"{"model":"m","messages":[{"role":"user","content":"hi\n"}],"temperature":1.0,"#
        + #""top_p":1.0,"max_tokens":512,"seed":9,"top_k":3,"stop":["\n"]}"#)
    let words = CompletionFormat.wordsCall(messages, model: "m", dialect).body
    #expect(words["top_logprobs"] == 20 && words["logprobs"] == true && words["max_tokens"] == 1)
    #expect(CompletionFormat.wordsCall(.text("a"), model: "m", dialect).body["logprobs"] == 20)
  }

  private func read(_ choice: String, tokens: Bool = false) throws -> ModelReply {
    let answer = try JSON(parsing: #"{"choices":[\#(choice)]}"#)
    var settings = SamplingSettings()
    settings.logprobs = tokens
    return try CompletionFormat.completion(answer, settings, name: "m")
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
    ("stop", Finish.stop), ("length", .length), ("content_filter", .filter), ("abort", .error),
  ])
  func reasonsAreMapped(reason: String, finish: Finish) throws {
    let reply = try read(#"{"text":"","finish_reason":"\#(reason)"}"#)
    #expect(reply == .completion(Completion(text: "", finish: finish, model: "m")))
  }

  @Test func aFilteredCompletionMayHaveNoText() throws {
    let reply = try read(#"{"message":{"content":null},"finish_reason":"content_filter"}"#)
    #expect(reply == .completion(Completion(text: "", finish: .filter, model: "m")))
  }

  private func probabilities(_ listed: [(String, Double)], _ words: [String]) throws -> ModelReply {
    let chat = listed.map { entry -> JSON in
      ["token": .string(entry.0), "logprob": .number(log(entry.1))]
    }
    return try CompletionFormat.probabilities(
      ["choices": [["logprobs": ["content": [["top_logprobs": .array(chat)]]]]]], words: words)
  }

  @Test func tokensThatAreTheWordAreSummed() throws {
    let listed = [
      ("Yes", 0.5), (" Yes", 0.125), ("Yes.", 0.0625), ("Yesterday", 0.25), ("no", 0.03125),
    ]
    guard case .probabilities(let found) = try probabilities(listed, ["Yes", "no", "maybe"]) else {
      Issue.record("no probabilities")
      return
    }
    #expect(zip(found, [0.6875, 0.03125, 0]).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  @Test func noWordAmongTheLikeliestIsRefused() throws {
    #expect(
      try probabilities([("\nYes", 0.5), ("x", 0.25)], ["No", ""])
        == .refused(#"none of the words is among the likeliest next tokens: "\nYes", "x", …"#))
  }

  @Test func aModelThatEndsAtOnceIsNoReasonToStop() throws {
    #expect(
      try CompletionFormat.probabilities(
        ["choices": [["text": "", "logprobs": ["tokens": [], "top_logprobs": []]]]], words: ["a"])
        == .refused("the model ends at once, and the server tells no probabilities then"))
  }

  @Test func aServerWithoutProbabilitiesCannotBeAsked() {
    #expect(throws: ModelError.unsupported("the server gives no probabilities of next tokens")) {
      try CompletionFormat.probabilities(["choices": [["text": "Yes"]]], words: ["Yes"])
    }
  }
}
