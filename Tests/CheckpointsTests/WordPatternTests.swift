import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct WordPatternTests {
  /// The words of a text; `|` stands between them.
  private func words(_ text: String, _ steps: [PreTokenizer.Step]) throws -> String {
    let bytes = Array(text.utf8)
    var words: [String] = []
    try bytes.withUnsafeBufferPointer { bytes in
      try PreTokenizer(steps: steps).forEachPiece(of: bytes, in: bytes.indices) { range in
        words.append(String(decoding: bytes[range], as: UTF8.self))
      }
    }
    return words.joined(separator: "|")
  }

  @Test(arguments: [
    ("it's 12 cats", "it|'s| 12| cats", "it|'s| |1|2| cats"),
    ("I'LL x", "I|'|LL| x", "I|'LL| x"),
    ("x'\u{17F}", "x|'|\u{17F}", "x|'\u{17F}"),
  ])
  func contractionsOfLaterPatternsTakeAnyCase(text: String, gpt2: String, qwen2: String) throws {
    #expect(try words(text, [.words(.gpt2)]) == gpt2)
    #expect(try words(text, [.words(.qwen2)]) == qwen2)
  }

  @Test(arguments: [
    (WordPattern.gpt2, "a  b \n c\n\n", "a| | b| \n| c|\n\n"),
    (.llama3, "a  b \n c\n\n", "a| | b| \n| c|\n\n"),
    (.llama3, "x!?\n\n  y", "x|!?\n\n| | y"),
    (.gpt2, "x!?\n\n  y", "x|!?|\n\n | y"),
    (.llama3, "1234567 \tb", "123|456|7| |\tb"),
    (.qwen2, "12 \tb", "1|2| |\tb"),
    (.gpt2, "12 \tb", "12| |\t|b"),
    (.qwen2, "  ", "  "),
    (.qwen2, "\u{3000}\u{3000}é", "\u{3000}|\u{3000}é"),
  ])
  func spaceGoesWithTheWordAfterIt(pattern: WordPattern, text: String, expected: String) throws {
    #expect(try words(text, [.words(pattern)]) == expected)
  }

  @Test func digitsAreCutBeforeWords() throws {
    #expect(
      try words("a 12½ b", [.digits(individually: true), .words(.gpt2)]) == "a| |1|2|½| b")
    #expect(try words("a 12½ b", [.digits(individually: false)]) == "a |12½| b")
  }
}
