import Testing

@testable import Answers

@Suite struct PatternTests {
  private func match(_ pattern: String, _ text: String) throws -> String? {
    let span = text.utf8.span
    return try Pattern(pattern).lastMatch(in: span).map { span.string($0) }
  }

  @Test(arguments: [
    ("answer is (\\d+)", "the answer is 5, no, answer is 72.", "72"),
    ("\\d+", "1 22 333", "333"), ("a|ab", "ab", "a"), ("(?:a|ab)c", "abc", "abc"),
    ("<(.*?)>", "<a><b>", "b"), ("<(.*)>", "<a><b>", "a><b"), ("a{2,3}", "aaaaa", "aa"),
    ("a{2}", "aaaaa", "aa"), ("a{2,}", "aaaaa", "aaaaa"), ("[^,]+$", "x,y,z", "z"),
    ("^b", "a\nb", "b"), ("(?i)ANSWER: (\\w+)", "answer: Yes", "Yes"),
    ("\\bcat\\b", "concat cat", "cat"),
    ("[a-c]+", "xxabcx", "abc"), ("[]x]+", "a]x]b", "]x]"), ("é+", "caféé", "éé"),
    ("a.c", "abc a\nc", "abc"), ("(x)?y", "y xy", "x"), ("\\$(\\d+)\\.", "$5. then $6", "5"),
    ("(a|b|c)d", "ad cd", "c"), ("(?:ab){2}c", "ababc", "ababc"), ("x*", "", ""),
  ])
  func findsTheLastMatch(_ pattern: String, _ text: String, _ expected: String) throws {
    #expect(try match(pattern, text) == expected)
  }

  @Test func noMatchIsNil() throws {
    #expect(try match("\\d", "none") == nil)
    #expect(try match("(x)?y", "y") == nil)
    #expect(try match("a{3}", "aa") == nil)
  }

  @Test(arguments: [
    "(", ")", "a)", "[a", "*", "a**", "a{2,1}", "a{x}", "\\", "(?=a)", "\\1", "[z-a]",
    "a{1001}{1001}",
    "((((a{99}){99}){99}){99})", "[ä]",
  ])
  func badPatternsAreRefused(_ pattern: String) {
    #expect(throws: Pattern.Mistake.self) { try Pattern(pattern) }
  }

  @Test func patternsThatRuinBacktrackingEnd() throws {
    let text = String(repeating: "a", count: 5_000)
    #expect(try match("(?:a*)*b", text) == nil)
    #expect(try match("(?:a|a)*b", text) == nil)
    #expect(try match("(?:a?){20}a{20}$", text) == String(repeating: "a", count: 40))
  }

  @Test func theExtractorUsesIt() throws {
    let extractor = try AnswerExtractor("regex:A: ([\\d,.]+)")
    let found = try #require(extractor.extract(from: "A: 1,072.0"))
    #expect(found.answer == "1072")
    #expect(found.span == 3..<10)
    #expect(found.extractor == "regex")
    #expect(extractor.normalise(reference: "1072") == "1072")
    #expect(try AnswerExtractor("boxed,regex:(a|b),c").extract(from: "b,c")?.answer == "b")
    #expect(throws: AnswerExtractor.Mistake.self) { try AnswerExtractor("regex:(") }
  }
}
