import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct BoundedTokenizerTests {
  @Test func onlyTheUseOfATokenBeyondTheVocabularyIsAnError() throws {
    let whole = try CharacterTokenizer(alphabet: "abc".unicodeScalars)
    let last = try #require(try whole.encode("c").first)
    let bounded = BoundedTokenizer(whole, vocabulary: Int(last))
    #expect(bounded.count == Int(last))
    #expect(try bounded.encode("ab") == whole.encode("ab"))
    #expect(throws: TokenizerError.beyondVocabulary(last, count: Int(last))) {
      try bounded.encode("abc")
    }
  }
}
