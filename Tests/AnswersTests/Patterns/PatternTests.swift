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
    ("是(.)", "答案是乙", "乙"), ("[ä-ü]+", "xäöü", "äöü"), ("[^a]", "aé", "é"), ("(?i)É+", "aéÉ", "éÉ"),
    ("[[:digit:]]+", "a 42 b", "42"), ("[[:^digit:] ]+", "4 ab 2", " ab "),
    ("\\w+", "foo ñandú", "ñandú"),
    ("\\d+", "７８ x", "７８"), ("\\bü\\b", "für a ü", "ü"), ("(?i)[^É]+", "éxé", "x"),
    ("[\\d.]+", "v1.5", "1.5"),
    ("[\\]\\-a]+", "b]-a", "]-a"), ("(a)|(b)|c", "a b c", "b"), ("(?:(a)|(b))+", "ab", "a"),
    ("(-?[$0-9.,]{2,})|(-?[0-9]+)", "total 1,234 then 7", "7"),
    ("[[:alpha:][:digit:]]+", "..é7..", "é7"),
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
    "((((a{99}){99}){99}){99})", "[[:foo:]]", "[[.a.]]", "\\p", "(?P<a>b)", "(?<=a)b",
    "(?s)a", String(repeating: "(a)", count: 33),
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

  /// A character of several bytes is one character, whatever the text is.
  @Test func dotsCountCharacters() throws {
    for text in ["a", "é", "乙", "😀", "e\u{301}"] {
      let count = text.unicodeScalars.count
      #expect(try match("^.{\(count)}$", text) == text)
      #expect(try match("^.{\(count + 1)}$", text) == nil)
    }
  }
}
