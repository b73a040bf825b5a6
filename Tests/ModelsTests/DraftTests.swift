import Testing

@testable import Models

@Suite struct DraftTests {
  private func draft(limit: Int = 9, stop: [String] = []) -> Draft {
    Draft(ticket: 0, promptTokens: 3, limit: limit, stop: stop, keepsLogprobs: true)
  }

  private func completion(_ draft: Draft, _ finish: Finish) -> Completion {
    draft.completion(finish, model: "m")
  }

  @Test func theEndTokenCountsAndHasNoText() {
    var draft = draft()
    #expect(draft.add(Array("a".utf8), logprob: -1) == nil)
    #expect(draft.add(nil, logprob: -0.5) == .stop)
    #expect(
      completion(draft, .stop)
        == Completion(
          text: "a", finish: .stop, model: "m", promptTokens: 3, completionTokens: 2,
          logprob: -1.5, tokenLogprobs: [-1, -0.5]))
  }

  @Test func theLimitEndsIt() {
    var draft = draft(limit: 2, stop: ["c"])
    #expect(draft.add(Array("a".utf8), logprob: -1) == nil)
    var stopped = draft
    #expect(draft.add(Array("b".utf8), logprob: -1) == .length)
    #expect(stopped.add(Array("c".utf8), logprob: -1) == .stop)
  }

  @Test func aStopTextIsCutOffWhereverTokensDivideIt() {
    for tokens in [["x", "é", "\n", "y"], ["xé\ny"], ["x", "é\ny"]] {
      var draft = draft(stop: ["\ny", "é\n", "zz"])
      var finish: Finish?
      for token in tokens where finish == nil {
        finish = draft.add(Array(token.utf8), logprob: -1)
      }
      #expect(finish == .stop)
      #expect(completion(draft, .stop).text == "x")
    }
  }

  @Test func theEarliestStopTextCounts() {
    var draft = draft(stop: ["cd", "abcde", "b"])
    #expect(draft.add(Array("xabcde".utf8), logprob: 0) == .stop)
    #expect(completion(draft, .stop).text == "x")
  }

  @Test func halfACharacterIsReplaced() {
    var draft = draft(limit: 2)
    #expect(draft.add([0x61], logprob: 0) == nil)
    #expect(draft.add([0xC3], logprob: 0) == .length)
    #expect(completion(draft, .length).text == "a\u{FFFD}")
  }
}
