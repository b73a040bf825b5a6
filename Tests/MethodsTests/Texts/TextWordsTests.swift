import Randomness
import Testing

@testable import Methods

struct TextWordsTests {
  private func tokens(_ text: String) -> [String] {
    var tokens: [String] = []
    TextWords.each(in: text) { token, _ in tokens.append(token) }
    return tokens
  }

  @Test func signsCountLikeWords() {
    #expect(tokens("3 + 4") == ["3", "+", "4"])
    #expect(tokens("3.4/x-Y==1") == ["3", ".", "4", "/", "x", "-", "y", "=", "=", "1"])
    #expect(tokens("Tom's (£5)") == ["tom", "'", "s", "(", "£", "5", ")"])
    #expect(TextWords.wordCount(of: "3 + 4 = ?") == 2)
  }

  @Test func oneNormalForm() {
    #expect(tokens("E\u{301}te\u{301}") == tokens("été"))
    #expect(tokens("a\u{200B}b\u{A0}c") == ["a", "b", "c"])
    #expect(tokens("三加四。") == ["三", "加", "四", "。"])
  }

  /// Texts that differ in one sign differ, whatever stands around it.
  @Test func noTwoSignsAgree() {
    let signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~±×÷−·√≤≥≠∞"
    var generator = CounterGenerator(key: 5)
    for one in signs {
      for other in signs where one != other {
        let (a, b) = (Int.random(in: 0..<99, using: &generator), "x")
        #expect(tokens("\(a) \(one) \(b)") != tokens("\(a) \(other) \(b)"))
      }
    }
  }
}
