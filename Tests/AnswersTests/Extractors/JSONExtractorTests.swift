import Testing

@testable import Answers

@Suite struct JSONExtractorTests {
  private func answer(_ path: String, _ text: String) -> String? {
    try? AnswerExtractor("json:" + path).extract(from: text)?.answer
  }

  @Test(arguments: [
    ("answer", "{\"answer\": 72.0}", "72"), ("answer", "{\"answer\":\"$72\"}", "72"),
    ("answer", "First {\"answer\": 1}, then\n```json\n{ \"answer\" : 2 }\n```", "2"),
    ("a.b", "{\"a\": {\"b\": true}}", "true"), ("a.1", "{\"a\": [5, 6]}", "6"),
    ("a", "{\"a\": 1, \"a\": 2}", "2"), ("a", "{\"a\": [1,\n 2]}", "[1, 2]"),
    ("a", "{\"a\": \"\\u00e9\\ud83d\\ude00\\n\"}", "é😀"),
    ("a", "{\"a\": 9007199254740993}", "9007199254740993"),
    ("a", "set {1, 2} and {\"a\": 3} end }", "3"), ("a", "{\"a\": \"}{\"}", "}{"),
    ("é", "{\"\\u00e9\": 4}", "4"), ("a", "He said {\"hello} and then {\"a\": 72}", "72"),
    ("a", "{\"a\":0}", "0"),
  ])
  func findsTheMember(_ path: String, _ text: String, _ expected: String) {
    #expect(answer(path, text) == expected)
  }

  @Test(arguments: [
    "", "{}", "{\"b\": 1}", "{\"a\": null}", "{\"a\": 1", "{\"a\": 01x}", "[1]", "{\"a\": \"\\x\"}",
    "{\"a\": \"\"}", "{'a': 1}",
  ])
  func abstains(_ text: String) {
    #expect(answer("a", text) == nil)
  }

  @Test func pathologicalTextEnds() {
    #expect(answer("a", String(repeating: "{\"a\":", count: 20_000)) == nil)
    #expect(answer("a", String(repeating: "{", count: 100_000)) == nil)
  }

  @Test func theSpanIsTheValue() throws {
    let found = try #require(try AnswerExtractor("json:a").extract(from: "x {\"a\": 72}"))
    #expect(found.span == 8..<10)
    #expect(found.extractor == "json")
  }
}
