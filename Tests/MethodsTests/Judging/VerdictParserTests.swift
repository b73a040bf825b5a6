import Answers
import Methods
import Testing

struct VerdictParserTests {
  private func verdict(
    _ judging: Judging, _ text: String, parse: String? = nil, steps: Int = 3
  ) throws -> Verdict {
    try VerdictParser(judging, parse, range: 0...5).verdict(of: text, steps: steps)
  }

  @Test func pointsAreScores() throws {
    for judging in [Judging.points, .meta] {
      #expect(try verdict(judging, "Good. Score: 4") == Verdict(score: 4))
      #expect(try verdict(judging, "Good. Score: 6") == Verdict())
    }
    #expect(try verdict(.points, "grade 3", parse: "number:grade") == Verdict(score: 3))
  }

  @Test func yesAndNo() throws {
    #expect(try verdict(.yesno, "It is. Answer: yes") == Verdict(score: 1, word: "yes"))
    #expect(try verdict(.yesno, "Yes, but no.\n**Answer:** No.") == Verdict(score: 0, word: "no"))
    #expect(try verdict(.yesno, "Perhaps.") == Verdict())
    #expect(
      try verdict(.yesno, "<v>no</v> yes", parse: "regex:<v>(yes|no)</v>")
        == Verdict(score: 0, word: "no"))
  }

  @Test func comparisons() throws {
    #expect(try verdict(.pairs, "B errs. Answer: A") == Verdict(score: 1, word: "first"))
    #expect(try verdict(.pairs, "Answer: (B)") == Verdict(score: 0, word: "second"))
    #expect(try verdict(.pairs, "Answer: C") == Verdict(score: 0.5, word: "tie"))
    #expect(try verdict(.pairs, "Answer: D") == Verdict())
    #expect(try verdict(.pairs, "I cannot tell them apart") == Verdict())
  }

  @Test func theFirstWrongStep() throws {
    #expect(
      try verdict(.step, "Step 1 is fine.\nStep: 2") == Verdict(score: 0, word: "wrong", step: 2))
    #expect(try verdict(.step, "Step: 0") == Verdict(score: 1, word: "correct"))
    // There is no such step.
    #expect(try verdict(.step, "Step: 4") == Verdict())
    #expect(try verdict(.step, "Step: 1.5") == Verdict())
    #expect(try verdict(.step, "All is fine") == Verdict())
  }

  @Test func freeTextHasNoScore() throws {
    #expect(try verdict(.free, "Score: 4") == Verdict())
  }

  @Test func specificationsAreChecked() {
    #expect(throws: JudgeParser.Mistake.self) { try verdict(.points, "", parse: "choice") }
    #expect(throws: AnswerExtractor.Mistake.self) { try verdict(.pairs, "", parse: "letters") }
  }
}
