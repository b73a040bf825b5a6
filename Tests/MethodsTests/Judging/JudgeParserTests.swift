import Testing

@testable import Methods

@Suite struct JudgeParserTests {
  @Test(arguments: [
    ("Score: 4", 4), ("**Score:** 4.5", 4.5), ("score is 3/5.", 3), ("Score: 3 out of 5", 3),
    ("Score: 0.0", 0), ("Score: 0", 0), ("Score: 2\nOn reflection, Score: 5", 5),
    ("Score: 4\nThis score reflects the rubric.", 4), ("[[3]]", 3), ("Rating: [[4.5]] ok", 4.5),
    ("4", 4), (" 5. ", 5), ("Final score\n= `2`", 2), ("Score: [[1]]", 1), ("SCORE: 3, because", 3),
    ("Score: .5", 0.5),
  ])
  func readsTheScore(_ text: String, _ score: Double) throws {
    #expect(try JudgeParser("number", range: 0...5).score(of: text) == score)
  }

  @Test(arguments: [
    "", "no verdict", "Score: 6", "Score: -1", "Score: 3-4", "Score: 3/10", "Score: 80%",
    "Score: 1.2.3", "Score: good", "I give it 4 stars", "Score: 1,000", "[[9]]", "Score: 4th",
    "Score: 4\nScore: 9",
  ])
  func unparsableIsNotZero(_ text: String) throws {
    #expect(try JudgeParser("number", range: 0...5).score(of: text) == nil)
  }

  @Test func markersAndPatternsCanBeGiven() throws {
    #expect(
      try JudgeParser("number:Total rating", range: 1...10).score(of: "total rating: 7/10") == 7)
    let pattern = try JudgeParser("regex:points=(-?[\\d.]+)", range: -1...1)
    #expect(pattern.score(of: "points=0.2 points=-0.5") == -0.5)
    #expect(pattern.score(of: "points=2") == nil)
    #expect(pattern.score(of: "points=...") == nil)
    #expect(pattern.score(of: "none") == nil)
  }

  @Test func rangesAreRead() throws {
    #expect(try JudgeParser.range("0..5") == 0...5)
    #expect(try JudgeParser.range("-1..1.5") == -1...1.5)
    for text in ["", "5", "5..0", "a..b", "..", "0..", "1..nan", "1..1"] {
      #expect(throws: JudgeParser.Mistake.self) { try JudgeParser.range(text) }
    }
  }

  @Test(arguments: ["", "numbers", "number:", "regex", "regex:", "regex:("])
  func badSpecificationsAreRefused(_ specification: String) {
    #expect(throws: JudgeParser.Mistake.self) { try JudgeParser(specification, range: 0...5) }
  }
}
