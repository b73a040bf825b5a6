import Checkpoints
import Models
import Streams
import Testing

@Suite struct ReplayModelTests {
  private func ask(_ recording: String, _ requests: [ModelRequest]) throws -> [ModelReply] {
    let model = try ReplayModel(parsing: recording)
    var pending = requests.enumerated().makeIterator()
    var replies: [ModelReply] = []
    try model.serve { _ in
      pending.next().map { .request($0.element, ticket: $0.offset) } ?? .end
    } deliver: { ticket, reply in
      #expect(ticket == replies.count)
      replies.append(reply)
    }
    return replies
  }

  private func complete(_ text: String, seed: UInt64 = 0, logprobs: Bool = false) -> ModelRequest {
    var settings = SamplingSettings()
    settings.logprobs = logprobs
    return .complete(.text(text), settings, seed: seed)
  }

  private func said(_ text: String) -> ModelReply {
    .completion(Completion(text: text, finish: .stop, model: "replay"))
  }

  @Test func answersComeInOrderEachOnce() throws {
    let recording = """
      {"prompt":"a","text":"1"}
      {"prompt":"b","text":"2"}

      {"prompt":"a","text":"3"}
      """
    #expect(
      try ask(recording, ["a", "a", "b", "a"].map { complete($0) })
        == [said("1"), said("3"), said("2"), .failed(#"no recorded answer for "a""#)])
  }

  @Test func aSeedHasItsOwnAnswer() throws {
    let recording = """
      {"prompt":"a","text":"1"}
      {"prompt":"a","text":"7","seed":7}
      """
    let requests = [complete("a", seed: 7), complete("a", seed: 1), complete("a", seed: 7)]
    #expect(try ask(recording, requests) == [said("7"), said("1"), said("7")])
  }

  @Test func aTextThatIsShownAnswersEveryPromptThatShowsIt() throws {
    let recording = """
      {"prompt":"*","text":"other"}
      {"shows":"cat","text":"1"}
      {"shows":"dog","text":"2"}
      {"shows":"cat","text":"3"}
      {"prompt":"a cat","text":"own"}
      """
    let prompts = ["the cat", "a cat", "dog and cat", "the cat", "the cat", "a bird", "one dog"]
    #expect(
      try ask(recording, prompts.map { complete($0) })
        == ["1", "own", "1", "3", "1", "other", "2"].map(said))
  }

  @Test func theStarAnswersEveryOtherPromptFromTheFirstLineOn() throws {
    let recording = """
      {"prompt":"*","text":"1"}
      {"prompt":"*","text":"2"}
      {"prompt":"c","text":"3"}
      """
    #expect(
      try ask(recording, ["a", "b", "a", "a", "c"].map { complete($0) })
        == ["1", "1", "2", "1", "3"].map(said))
  }

  @Test func everyFieldIsGiven() throws {
    let recording = """
      {"prompt":[{"role":"user","content":"a"}],"text":"1","finish":"length","logprob":-0.25,\
      "token_logprobs":[-0.125,-0.125],"tokens":{"prompt":3,"completion":2},"model":"m"}
      {"prompt":"b","text":"","token_logprobs":[-1,-2]}
      """
    let chat = ModelRequest.complete(
      .messages([Message(role: "user", content: "a")]), SamplingSettings(), seed: 0)
    let first = Completion(
      text: "1", finish: .length, model: "m", promptTokens: 3, completionTokens: 2, logprob: -0.25)
    let second = Completion(
      text: "", finish: .stop, model: "replay", completionTokens: 2, logprob: -3,
      tokenLogprobs: [-1, -2])
    #expect(
      try ask(recording, [chat, complete("b", logprobs: true)])
        == [.completion(first), .completion(second)])
  }

  @Test func scoresWordsAndRefusalsAreAnsweredAsOftenAsAsked() throws {
    let recording = """
      {"prompt":"a","completion":"b","token_logprobs":[-1,-0.5],"prompt_logprobs":[-2]}
      {"prompt":"a","probabilities":{"Yes":0.75,"No":0.25}}
      {"prompt":"c","failed":"no such luck"}
      """
    let score = ModelRequest.score(.text("a"), completion: "b", ended: true)
    let scored = ModelReply.score(Score(tokenLogprobs: [-1, -0.5], promptLogprobs: [-2]))
    #expect(
      try ask(
        recording,
        [
          score, score, .score(.text("a"), completion: "x", ended: true),
          .probabilities(.text("a"), words: ["No", "Yes"]),
          .probabilities(.text("a"), words: ["x"]),
          .probabilities(.text("c"), words: ["x"]), complete("c"),
        ]) == [
          scored, scored, .failed(#"no recorded answer for "a""#), .probabilities([0.25, 0.75]),
          .failed(#"no recorded answer for "a""#), .failed("no such luck"),
          .failed("no such luck"),
        ])
  }

  @Test(arguments: [
    ("{", "line 1 of the recorded answers: string or '}' expected near end of file at byte 1"),
    (#"{"text":"a"}"#, "line 1 of the recorded answers: it has no prompt"),
    (
      "\n" + #"{"prompt":1,"text":"a"}"#,
      "line 2 of the recorded answers: the prompt is neither a string nor a list of messages"
    ),
    (
      #"{"prompt":"a","text":"a","finish":"eos"}"#,
      "line 1 of the recorded answers: finish is none of stop, length, filter, error"
    ),
    (
      #"{"prompt":"a","completion":"a","token_logprobs":[null]}"#,
      "line 1 of the recorded answers: token_logprobs is no list of numbers"
    ),
  ])
  func damagedRecordingsAreRefused(recording: String, reason: String) {
    #expect(throws: ModelError.damaged(reason)) { try ReplayModel(parsing: recording) }
  }
}
