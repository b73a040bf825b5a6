import Testing

@testable import Models

@Suite struct ReasoningModelTests {
  @Test(arguments: [
    ("<think>3+4</think>7", "3+4" as String?, "7"), ("<think>\n3+4\n</think>\n\n7", "3+4", "7"),
    ("3+4</think> 7", "3+4", "7"), ("<think>3+", "3+", ""), ("<think>\n\n</think>\n\n7", nil, "7"),
    ("<think>a</think>b</think>c", "a", "b</think>c"),
  ])
  func reasoningIsTakenApart(text: String, reasoning: String?, answer: String) {
    let whole = Completion(
      text: text, finish: .stop, model: "m", completionTokens: 9, logprob: -1, tokenLogprobs: [-1])
    let divided = ReasoningModel.divided(whole, "think")
    #expect(divided.reasoning == reasoning && divided.text == answer)
    #expect(divided.logprob == nil && divided.tokenLogprobs == nil)
    #expect(divided.completionTokens == 9)
  }

  @Test(arguments: ["7", "", "I <think> so", "<thinking>a</thinking>b"])
  func aTextWithoutReasoningStaysAsItIs(text: String) {
    let whole = Completion(text: text, finish: .stop, model: "m", logprob: -1)
    #expect(ReasoningModel.divided(whole, "think") == whole)
  }

  @Test func whatAServerTookApartStaysSo() {
    var whole = Completion(text: "<think>a</think>b", finish: .stop, model: "m")
    whole.reasoning = "c"
    #expect(ReasoningModel.divided(whole, "think") == whole)
  }
}
