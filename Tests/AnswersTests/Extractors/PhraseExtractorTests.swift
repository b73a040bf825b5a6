import Testing

@testable import Answers

@Suite struct PhraseExtractorTests {
  private func answer(_ how: String, _ text: String) throws -> String? {
    try AnswerExtractor(how).extract(from: text)?.answer
  }

  @Test(arguments: [
    ("The answer is 72.", "72"), ("the final answer is $\\frac{1}{2}$.", "0.5"),
    ("**Answer:** New York", "New York"), ("Answer: (B)\nBecause A is wrong.", "B"),
    ("The answer is 72 because 8*9=72.", "72"), ("My answer: 3.5 apples.", "3.5"),
    ("The answer is \\(x^2+1\\). Here x is real.", "x^2+1"),
    ("The answer is 5. No: the answer is 6.", "6"), ("So the answers are 1, 2", "{1,2}"),
    ("The answer is $\\boxed{\\{1,2\\}}$, as claimed.", "{1,2}"), ("ANSWER = 12", "12"),
    ("the answer is: **yes**", "yes"), ("Answers: -3", "-3"),
    ("The answer should be 5", "5"), ("The answer was 5.", "5"),
    ("The answer is\n\\[\n5\n\\]", "5"),
    ("The answer is J. K. Rowling.", "J. K. Rowling"), ("The answer is Dr. Smith.", "Dr. Smith"),
    ("The answer is St. Louis. It lies in Missouri.", "St. Louis"),
    ("The answer is the U.S. Senate. Others differ.", "the U.S. Senate"),
    ("The answer is Martin Luther King Jr. He was born in 1929.", "Martin Luther King Jr"),
    ("The answer is B. Option C is wrong.", "B"), ("The answer is 5 ft. long. So", "5 ft. long"),
    ("The answer to the question is therefore 5.", "5"), ("The final answer must be: $5$", "5"),
    ("The answer equals 5", "5"), ("the answer turns out to be about 5.", "5"),
    ("**Final Answer**\n\nThe final answer is: $\\boxed{5}$.", "5"), ("**Answer:**\n\n5", "5"),
    ("答案是5。因为", "5"), ("答案：5", "5"),
    ("Die Antwort lautet 5.", "5"), ("La réponse est 5.", "5"), ("La respuesta es 5.", "5"),
    ("Ответ: 5", "5"), ("The answers are: \\boxed{3} and \\boxed{5}.", "{3,5}"),
  ])
  func isAnnounced(_ text: String, _ form: String) throws {
    let extractor = try AnswerExtractor("phrase")
    #expect(extractor.extract(from: text)?.answer == extractor.normalise(reference: form))
  }

  @Test(arguments: [
    "", "72", "I cannot answer this", "the answer is ", "an answer", "Answer",
    "The answer sheet is blue", "The answer, which is hard", "Answering is hard", "answers",
  ])
  func nothingIsAnnounced(_ text: String) throws {
    #expect(try answer("phrase", text) == nil)
  }

  @Test(arguments: [
    ("8*9\n#### 72", "72"), ("#### \\frac{1}{2}", "0.5"), ("#### 5\n#### x+1\n", "x+1"),
    ("#### red fox.\nmore", "red fox"),
  ])
  func standsBehindTheMarker(_ text: String, _ form: String) throws {
    #expect(try answer("hashes", text) == form)
  }

  @Test(arguments: [
    ("Yes, it does. There is no doubt.", "yes"), ("It cannot fly. The answer is no.", "no"),
    ("Perhaps. So yes", "yes"), ("True", "yes"), ("Answer: FALSE", "no"), ("no", "no"),
  ])
  func saysYesOrNo(_ text: String, _ word: String) throws {
    #expect(try answer("yesno", text) == word)
  }

  @Test func notEveryTextSaysYesOrNo() throws {
    #expect(try answer("yesno", "I know nothing of Norway, yesterday or notes.") == nil)
    let extractor = try AnswerExtractor("yesno")
    #expect(extractor.normalise(reference: "true") == "yes")
  }

  @Test func codeIsComparedWithoutNeedlessSpace() throws {
    let first = "So:\n```python\nx = 1  \nprint(x)\n\n```\nDone."
    let second = "~~~\nx = 1\nprint(x)\n~~~"
    #expect(try answer("code", first) == "x = 1\nprint(x)")
    #expect(try answer("code", second) == (try answer("code", first)))
    #expect(try answer("code", "```\n  y\n```") == "  y")
    #expect(try answer("code", "x = 1") == nil)
  }

  @Test func commasMayBeDecimal() throws {
    var extractor = try AnswerExtractor("boxed,number")
    extractor.decimalMark = .comma
    #expect(extractor.extract(from: "Das sind 1.000,5 Euro")?.answer == "1000.5")
    #expect(extractor.extract(from: "\\boxed{3,5}")?.answer == "3.5")
    #expect(extractor.extract(from: "\\boxed{1.234.567}")?.answer == "1234567")
    #expect(extractor.extract(from: "3,14 ist Pi")?.span == 0..<4)
    extractor.decimalMark = .point
    #expect(extractor.extract(from: "Das sind 1.000 Euro")?.answer == "1")
  }

  @Test func anAnswerIsFoundHoweverMuchFollows() throws {
    let tail = String(repeating: " So it goes, on and on.", count: 500)
    #expect(try answer("boxed", "\\boxed{72}" + tail) == "72")
    #expect(try answer("phrase", "The answer is 72." + tail) == "72")
    #expect(try answer("hashes", "#### 72\n" + tail) == "72")
    #expect(try answer("choice", "The answer is (C)." + tail) == "C")
    #expect(try answer("json:a", "{\"a\": 72}" + tail) == "72")
  }

  @Test func eachExtractorCanStandAlone() throws {
    let alone = try AnswerExtractor("boxed,json:a.b,regex:x,(y)").alone
    #expect(alone.map(\.specification) == ["boxed", "json:a.b", "regex:x,(y)"])
  }
}
