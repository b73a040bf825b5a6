import Checkpoints
import Glibc
import Records
import Testing

@testable import Models

@Suite struct NextWordsTests {
  private func probabilities(_ listed: [(String, Double)], _ words: [String]) throws -> ModelReply {
    let chat = listed.map { entry -> JSON in
      ["token": .string(entry.0), "logprob": .number(log(entry.1))]
    }
    return try NextWords.probabilities(
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

  @Test func noWordAmongTheLikeliestIsAFailure() throws {
    #expect(
      try probabilities([("\nYes", 0.5), ("x", 0.25)], ["No", ""])
        == .failed(#"none of the words is among the likeliest next tokens: "\nYes", "x", …"#))
  }

  @Test func aModelThatEndsAtOnceIsNoReasonToStop() throws {
    #expect(
      try NextWords.probabilities(
        ["choices": [["text": "", "logprobs": ["tokens": [], "top_logprobs": []]]]], words: ["a"])
        == .failed("the model ends at once, and the server tells no probabilities then"))
  }

  @Test func aServerWithoutProbabilitiesCannotBeAsked() {
    #expect(throws: ModelError.unsupported("the server gives no probabilities of next tokens")) {
      try NextWords.probabilities(["choices": [["text": "Yes"]]], words: ["Yes"])
    }
  }
}
