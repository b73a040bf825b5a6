import Checkpoints
import Records
import Testing

@testable import Models

@Suite struct RecordedAnswerTests {
  private static let settings = {
    var settings = SamplingSettings()
    settings.logprobs = true
    return settings
  }()
  private static let prompt = Prompt.text("2 + 2 =")
  private static let cases: [(ModelRequest, ModelReply)] = [
    (
      .complete(prompt, settings, seed: 7),
      .completion(
        Completion(
          text: "\u{0} «4»\n\"", finish: .length, model: "m", promptTokens: 4, completionTokens: 3,
          logprob: -0.1 - 0.2, tokenLogprobs: [-0.1, -0.2, 0]))
    ),
    // What a server does not tell stays untold.
    (
      .complete(prompt, settings, seed: 7),
      .completion(Completion(text: "", finish: .filter, model: "m", tokenLogprobs: [-0.5]))
    ),
    (
      .complete(prompt, SamplingSettings(), seed: 0),
      .completion(Completion(text: "4", finish: .stop, model: "m", logprob: -1e-9))
    ),
    (
      .score(prompt, completion: "4", ended: true),
      .score(Score(tokenLogprobs: [-0.25, -1], promptLogprobs: [-3]))
    ),
    (
      .score(prompt, completion: "", ended: false),
      .score(Score(tokenLogprobs: [], promptLogprobs: []))
    ),
    (.probabilities(prompt, words: ["Yes", "No", "Yes"]), .probabilities([0.75, 0.25, 0.75])),
    (.probabilities(prompt, words: ["Yes"]), .failed("no")),
  ]

  @Test(arguments: cases.indices)
  func whatIsWrittenIsRead(_ number: Int) throws {
    let (request, reply) = Self.cases[number]
    let line = JSON.object(request.members + RecordedAnswer.members(of: reply, to: request))
    let read = try RecordedAnswer(JSON(parsing: line.text), name: "other")
    #expect(read.reply(to: request) == reply)
  }

  @Test func aQuestionNamesEverySetting() {
    let count = Mirror(reflecting: SamplingSettings()).children.count
    #expect(SamplingSettings().json.members?.count == count)
  }

  @Test func anAnswerToSomethingElseIsNone() throws {
    let score = try RecordedAnswer(["completion": "4", "token_logprobs": []], name: "m")
    #expect(score.reply(to: .score(Self.prompt, completion: "5", ended: false)) == nil)
    #expect(score.reply(to: .complete(Self.prompt, SamplingSettings(), seed: 1)) == nil)
    let words = try RecordedAnswer(["probabilities": ["Yes": 1.0]], name: "m")
    #expect(words.reply(to: .probabilities(Self.prompt, words: ["No"])) == nil)
  }
}
