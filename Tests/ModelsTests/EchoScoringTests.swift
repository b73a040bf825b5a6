import Checkpoints
import Records
import Testing

@testable import Models

@Suite struct EchoScoringTests {
  /// An answer whose tokens have the log-probabilities -1, -2, … after the first.
  private func answer(
    _ tokens: [String], drawn: [String] = ["!"], offsets: Bool = false
  ) -> JSON {
    let all = tokens + drawn
    var starts: [JSON] = []
    var start = 0
    for token in all {
      starts.append(.integer(Int64(start)))
      start += token.unicodeScalars.count
    }
    let logprobs = all.indices.map { $0 == 0 ? JSON.null : .number(-Double($0)) }
    var listed: [JSON.Member] = [
      .init("tokens", .array(all.map { .string($0) })), .init("token_logprobs", .array(logprobs)),
    ]
    if offsets { listed.append(.init("text_offset", .array(starts))) }
    return [
      "choices": [["logprobs": .object(listed)]],
      "usage": ["prompt_tokens": .integer(Int64(tokens.count))],
    ]
  }

  /// What a server is tried with, in two tokens, and what it drew after them, with the
  /// log-probability that `answer` gives the third token.
  private let trial = ["1, 2, 3, ", "4, 5, 6, 7,", " 8"]
  private let drawn: JSON = [
    "choices": [["text": " 8", "logprobs": ["tokens": [" 8"], "token_logprobs": [-2]]]]
  ]

  @Test func theBoundaryIsFoundFromOffsetsAndFromTokens() throws {
    for offsets in [false, true] {
      let scoring = try EchoScoring(probing: answer(trial, offsets: offsets), drawn: drawn)
      let echo = answer(["2", "+", "3", "=", " 5", "."], offsets: offsets)
      #expect(
        scoring.score(echo, prompt: "2+3=", completion: " 5.")
          == .score(Score(tokenLogprobs: [-4, -5], promptLogprobs: [-1, -2, -3])))
    }
  }

  @Test func aTokenThatStraddlesTheBoundaryIsTheCompletions() throws {
    let scoring = try EchoScoring(probing: answer(trial), drawn: drawn)
    let reply = scoring.score(answer(["ab", "cd", "ef"]), prompt: "abc", completion: "def")
    #expect(reply == .score(Score(tokenLogprobs: [-1, -2], promptLogprobs: [])))
  }

  @Test func aTokenThatBeginsEveryTextIsNoPartOfIt() throws {
    let drawnThird: JSON = [
      "choices": [["text": " 8", "logprobs": ["tokens": [" 8"], "token_logprobs": [-3.25]]]]
    ]
    let scoring = try EchoScoring(probing: answer(["<s>"] + trial), drawn: drawnThird)
    #expect(scoring.surplus == 3)
    let reply = scoring.score(answer(["<s>", "a", "é🙂"]), prompt: "a", completion: "é🙂")
    #expect(reply == .score(Score(tokenLogprobs: [-2], promptLogprobs: [-1])))
    let alone = scoring.score(answer(["<s>", "ab"]), prompt: "", completion: "ab")
    #expect(alone == .score(Score(tokenLogprobs: [-1], promptLogprobs: [])))
  }

  @Test func theFirstTokenOfACompletionWithoutPromptHasNoScore() throws {
    let scoring = try EchoScoring(probing: answer(trial), drawn: drawn)
    let reply = scoring.score(answer(["a", "b"]), prompt: "", completion: "ab")
    #expect(reply == .failed("the server gave no log-probability of token 1 of the text"))
  }

  @Test func anAnswerThatDoesNotCoverTheTextIsRefused() throws {
    let scoring = try EchoScoring(probing: answer(trial), drawn: drawn)
    let reply = scoring.score(answer(["a", "b"]), prompt: "a", completion: "bc")
    #expect(
      reply == .failed("the tokens that the server gave do not add up to the text that was sent"))
    #expect(
      scoring.score(["choices": []], prompt: "a", completion: "b")
        == .failed("the server gave no log-probabilities of the text"))
  }

  @Test func aServerThatScoresOnlyWhatItDrewIsNotTaken() {
    // llama.cpp's way: the text comes back, with the drawn token's log-probability alone.
    let echo: JSON = [
      "choices": [["logprobs": ["tokens": ["!"], "token_logprobs": [-0.5]]]],
      "usage": ["prompt_tokens": 12],
    ]
    #expect(
      throws: ModelError.unsupported(
        "the server cannot score a given text: it gave 1 log-probabilities for a prompt of 12 tokens"
      )
    ) { try EchoScoring(probing: echo, drawn: drawn) }
  }

  @Test(arguments: [["1, 2, 3, ", "4, 5, 6, 7,"], ["1, 2, 3, ", "4, 5, 6, 7,", " 9"]])
  func otherTextThanWasSentIsNotTaken(tokens: [String]) {
    #expect(throws: ModelError.self) { try EchoScoring(probing: answer(tokens), drawn: drawn) }
  }

  @Test func aFirstTokenWithALogprobIsNotTaken() {
    let answer: JSON = [
      "choices": [
        [
          "logprobs": [
            "tokens": [.string(EchoScoring.knownText), " 8"], "token_logprobs": [-1, -1],
          ]
        ]
      ], "usage": ["prompt_tokens": 2],
    ]
    #expect(throws: ModelError.self) { try EchoScoring(probing: answer, drawn: drawn) }
  }

  @Test func scoresThatAreNotWhatWasDrawnAreNotTaken() {
    let others: JSON = [
      "choices": [["text": " 8", "logprobs": ["tokens": [" 8"], "token_logprobs": [-0.25]]]]
    ]
    #expect(
      throws: ModelError.unsupported(
        "the server cannot score a given text: what it draws and what it scores are 1.8 nats a"
          + " token apart")
    ) { try EchoScoring(probing: answer(trial), drawn: others) }
  }

  @Test func aServerThatDrawsNothingCannotBeTried() {
    let nothing: JSON = [
      "choices": [["text": "", "logprobs": ["tokens": [], "token_logprobs": []]]]
    ]
    let known = Array(trial.prefix(2))
    #expect(
      throws: ModelError.unsupported(
        "the server cannot score a given text: its scores cannot be compared with what it draws")
    ) { try EchoScoring(probing: answer(known), drawn: nothing) }
  }
}
