import Checkpoints
import Records
import Testing

@testable import Models

@Suite struct ServerDialectTests {
  private func call(_ dialect: ServerDialect, stops: Int = 0) -> ServerCall {
    var settings = SamplingSettings()
    settings.temperature = 0.7
    settings.topP = 0.9
    settings.topK = 5
    settings.stop = (0..<stops).map { "\($0)" }
    return CompletionFormat.call(.text("a"), settings, seed: 1, model: "m", dialect)
  }

  /// What servers say, and which member is not sent any more.
  @Test(arguments: [
    ("Unsupported parameter: 'temperature' is not supported with this model.", "temperature"),
    ("`temperature` and `top_p` cannot both be specified for this model", "top_p"),
    (#"[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]"#, "seed"),
    ("unexpected keyword argument top_k", "top_k"), ("logprobs is not available", "logprobs"),
    ("You are not allowed to request logprobs from this model", "logprobs"),
  ])
  func whatIsRejectedByNameIsLeftOut(reason: String, member: String) {
    var dialect = ServerDialect()
    #expect(call(dialect).body[member] != nil)
    #expect(dialect.adapt(to: reason, call(dialect))?.hasPrefix("\(member) is left out") == true)
    #expect(call(dialect).body[member] == nil)
    #expect(dialect.adapt(to: reason, call(dialect)) == nil || member == "top_p")
  }

  @Test(arguments: ["the seeds of doubt", "your request is bad", "nonstop top_percent"])
  func aWordThatIsNoNameChangesNothing(reason: String) {
    var dialect = ServerDialect()
    #expect(dialect.adapt(to: reason, call(dialect, stops: 1)) == nil)
    #expect(dialect == ServerDialect())
  }

  @Test func theLongestCompletionMayHaveAnotherName() {
    var dialect = ServerDialect()
    let reason =
      "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    #expect(dialect.adapt(to: reason, call(dialect)) != nil)
    #expect(call(dialect).body["max_tokens"] == nil)
    #expect(call(dialect).body["max_completion_tokens"] == 512)
  }

  @Test func stopsBehindTheFourthAreDoneHereAndThenAll() {
    var dialect = ServerDialect()
    let reason = "Invalid 'stop': array too long. Expected an array with maximum length 4"
    #expect(dialect.adapt(to: reason, call(dialect, stops: 6)) != nil)
    #expect(call(dialect, stops: 6).body["stop"]?.array?.count == 4)
    #expect(dialect.adapt(to: "'stop' is not supported", call(dialect, stops: 6)) != nil)
    #expect(call(dialect, stops: 6).body["stop"] == nil)
  }

  @Test(arguments: [
    ("400: top_logprobs must be between 0 and 5, got 20", 5), ("too many top_logprobs", 5),
    ("logprobs: at most 10 are given", 10),
  ])
  func asManyLikeliestTokensAreAskedForAsThereAre(reason: String, most: Int) {
    var dialect = ServerDialect()
    let prompt = Prompt.messages([Message(role: "user", content: "?")])
    let call = CompletionFormat.wordsCall(prompt, model: "m", dialect)
    #expect(dialect.adapt(to: reason, call) == "top_logprobs is \(most)")
    let next = CompletionFormat.wordsCall(prompt, model: "m", dialect)
    #expect(next.body["top_logprobs"]?.integer == most)
  }
}
