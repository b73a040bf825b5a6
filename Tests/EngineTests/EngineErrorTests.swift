import Testing

@testable import Engine

@Suite struct EngineErrorTests {
  private let architecture = testModel().architecture

  @Test func aSequenceFitsTheContextAndTheVocabulary() throws {
    try architecture.check(testTokens(96, key: 1))
    #expect(throws: EngineError.tooLong(tokens: 97, context: 96)) {
      try architecture.check(testTokens(96, key: 1), [0])
    }
    #expect(throws: EngineError.unknownToken(37, vocabulary: 37)) {
      try architecture.check([36, 37])
    }
    #expect(throws: EngineError.unknownToken(-1, vocabulary: 37)) { try architecture.check([-1]) }
  }

  @Test func aMessageHasTheNumbers() {
    #expect(
      EngineError.tooLong(tokens: 97, context: 96).description
        == "a sequence has 97 tokens, the model's context is 96")
  }
}
