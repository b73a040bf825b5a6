import Checkpoints
import Engine
import Foundation
import ModelFixtures
import Models
import Streams
import Testing

@Suite struct EmbeddedModelTests {
  private func model(
    slots: Int = 8, threads: Int = 1, context: Int = 64
  ) throws -> EmbeddedModel {
    EmbeddedModel(
      try TinyModel.directory(rotates: [true, false], context: context), name: "tiny",
      slots: slots, threads: threads)
  }

  private func settings(_ change: (inout SamplingSettings) -> Void = { _ in }) -> SamplingSettings {
    var settings = SamplingSettings()
    settings.maxTokens = 20
    change(&settings)
    return settings
  }

  private func completion(
    _ prompt: String, _ settings: SamplingSettings, seed: UInt64, by model: EmbeddedModel
  ) throws -> Completion {
    let replies = try model.answers(to: [.complete(.text(prompt), settings, seed: seed)])
    guard case .completion(let completion) = replies[0] else {
      throw ModelError.unsupported("\(replies)")
    }
    return completion
  }

  private func score(
    _ prompt: String, _ text: String, ended: Bool, by model: EmbeddedModel
  ) throws -> Score {
    let replies = try model.answers(to: [.score(.text(prompt), completion: text, ended: ended)])
    guard case .score(let score) = replies[0] else { throw ModelError.unsupported("\(replies)") }
    return score
  }

  // MARK: - Neighbours

  @Test func answersDependOnNeitherSlotsNorThreadsNorNeighbours() throws {
    let requests = (0..<60).flatMap { index -> [ModelRequest] in
      let prompt = Prompt.text("\(index % 7)\(index)=")
      let own = settings {
        $0.maxTokens = 1 + index % 23
        $0.temperature = [1, 0, 0.7][index % 3]
        $0.topK = index % 4
        $0.topP = index % 5 == 0 ? 0.8 : 1
        $0.stop = index % 2 == 0 ? ["1", "= "] : []
        $0.logprobs = index % 2 == 0
      }
      return [
        .complete(prompt, own, seed: UInt64(index)),
        .score(prompt, completion: "\(index) =", ended: index % 2 == 0),
        .probabilities(prompt, words: ["1", "22", " "]),
      ]
    }
    let expected = try requests.flatMap { try model().answers(to: [$0]) }
    #expect(expected.count == requests.count)
    for (slots, threads, pause) in [(1, 1, Int.max), (3, 2, 5), (64, 1, 2), (64, 3, Int.max)] {
      let replies = try model(slots: slots, threads: threads).answers(to: requests, pause: pause)
      #expect(replies == expected, "slots \(slots), threads \(threads)")
    }
  }

  @Test func seedsDecideWhatIsDrawn() throws {
    let model = try model()
    let texts = try (0..<20).map { try completion("1=", settings(), seed: $0, by: model).text }
    #expect(Set(texts).count > 15)
    let greedy = try (0..<5).map {
      try completion("1=", settings { $0.temperature = 0 }, seed: $0, by: model).text
    }
    #expect(Set(greedy).count == 1)
  }

  // MARK: - Log-probabilities

  @Test func aCompletionIsAsLikelyAsItsScoreSays() throws {
    let model = try model()
    let plain = try TinyModel.tokenizer()
    var finishes: Set<Finish> = []
    var compared = 0
    for seed in 0..<60 as Range<UInt64> {
      let own = settings {
        $0.maxTokens = 1 + Int(seed % 8)
        $0.logprobs = true
        $0.temperature = 1.3
        $0.topK = 12
      }
      let drawn = try completion("12=", own, seed: seed, by: model)
      let ended = drawn.finish == .stop
      // A drawn padding token has no text that could be scored.
      guard try plain.encode(drawn.text).count + (ended ? 1 : 0) == drawn.completionTokens,
        drawn.completionTokens ?? 0 > 0
      else { continue }
      let score = try score("12=", drawn.text, ended: ended, by: model)
      let logprobs = try #require(drawn.tokenLogprobs)
      #expect(logprobs.count == score.tokenLogprobs.count)
      #expect(zip(logprobs, score.tokenLogprobs).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(abs((drawn.logprob ?? 0) - score.tokenLogprobs.reduce(0, +)) < 1e-5)
      #expect(score.promptLogprobs.count == 2)
      finishes.insert(drawn.finish)
      compared += 1
    }
    #expect(finishes == [.stop, .length])
    #expect(compared > 20)
  }

  @Test func aWordIsAsLikelyAsItsScoreSays() throws {
    let model = try model()
    let words = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "=", " ", "12", "1 2"]
    let replies = try model.answers(to: [.probabilities(.text("7="), words: words)])
    guard case .probabilities(let probabilities) = replies[0] else {
      Issue.record("\(replies)")
      return
    }
    let scores = try words.map { try score("7=", $0, ended: false, by: model).tokenLogprobs }
    for (probability, score) in zip(probabilities, scores) {
      #expect(abs(probability - exp(score.reduce(0, +))) < 1e-9)
    }
    // What is missing is the share of the end and padding tokens.
    let characters = probabilities[..<12].reduce(0, +)
    #expect(characters > 0.5 && characters < 1)
    let end = try score("7=", "", ended: true, by: model).tokenLogprobs
    #expect(end.count == 1 && exp(end[0]) < 1 - characters)
  }

  // MARK: - Ends

  @Test func aStopTextIsNoPartOfTheCompletion() throws {
    let model = try model()
    let whole = try completion("1=", settings { $0.temperature = 0 }, seed: 1, by: model)
    let stop = String(whole.text.dropFirst(3).prefix(2))
    let cut = try completion(
      "1=",
      settings {
        $0.temperature = 0; $0.stop = ["#", stop]
      }, seed: 1, by: model)
    #expect(cut.finish == .stop)
    let found = try #require(whole.text.range(of: stop))
    #expect(cut.text == whole.text[..<found.lowerBound])
    #expect(cut.completionTokens == cut.text.count + 2)
  }

  @Test func theContextEndsACompletion() throws {
    let model = try model(context: 10)
    let long = try (0..<40).map {
      try completion("123456=", settings { $0.maxTokens = 99 }, seed: $0, by: model)
    }
    #expect(long.allSatisfy { ($0.completionTokens ?? 0) <= 3 })
    #expect(long.contains { $0.completionTokens == 3 && $0.finish == .length })
    // As many tokens can be scored as can be drawn.
    #expect(try score("123456=", "123", ended: false, by: model).tokenLogprobs.count == 3)
  }

  // MARK: - Refusals

  @Test(
    arguments: [
      (
        .complete(.text("a="), SamplingSettings(), seed: 1),
        "the model has no token for \"a\" (U+0061), at byte 0 of the text"
      ),
      (.complete(.text(""), SamplingSettings(), seed: 1), "the prompt is empty"),
      (.complete(.messages([]), SamplingSettings(), seed: 1), "this model has no chat template"),
      (
        .complete(.text("0123456789"), SamplingSettings(), seed: 1),
        "the prompt with one more token has 11 tokens, the model's context is 10"
      ),
      (.score(.text("1"), completion: "", ended: false), "the completion has no tokens to score"),
      (
        .score(.text("1"), completion: "b", ended: false),
        "the model has no token for \"b\" (U+0062), at byte 0 of the text"
      ),
      (
        .score(.text("12345"), completion: "67890", ended: true),
        "the prompt with its completion has 11 tokens, the model's context is 10"
      ),
      (.probabilities(.text("1"), words: ["2", ""]), "a word is empty"),
      (
        .probabilities(.text("123456789"), words: ["2", "34"]),
        "the prompt with \"34\" has 11 tokens, the model's context is 10"
      ),
    ] as [(ModelRequest, String)])
  func whatCannotBeAnsweredIsRefusedAlone(request: ModelRequest, reason: String) throws {
    let fine = ModelRequest.score(.text("1="), completion: "2", ended: true)
    let model = try model(context: 10)
    let replies = try model.answers(to: [fine, request, fine])
    #expect(replies[1] == .failed(reason))
    #expect(replies[0] == replies[2])
    if case .score = replies[0] { return }
    Issue.record("\(replies[0])")
  }

  @Test func settingsThatCannotBeAreRefused() throws {
    let model = try model()
    let replies = try model.answers(to: [
      .complete(.text("1="), settings { $0.maxTokens = 0 }, seed: 1),
      .complete(.text("1="), settings { $0.stop = ["1", ""] }, seed: 1),
    ])
    #expect(
      replies == [
        .failed("a completion of 0 tokens is asked for"), .failed("a stop text is empty"),
      ])
  }

  @Test func noRequestsAreNoWork() throws {
    #expect(try model().answers(to: []) == [])
  }
}
