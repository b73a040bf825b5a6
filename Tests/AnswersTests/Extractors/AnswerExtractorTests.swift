import Testing

@testable import Answers

@Suite struct AnswerExtractorTests {
  private func answer(_ specification: String, _ text: String) throws -> String? {
    try AnswerExtractor(specification).extract(from: text)?.answer
  }

  @Test func boxesAreRead() throws {
    #expect(try answer("boxed", "\\boxed{840} so \\boxed{840}") == "840")
    #expect(try answer("boxed", "\\boxed{\\text{13}}") == "13")
    #expect(try answer("boxed", "$\\boxed{1{,}234\\text{ cm}}$") == "1234")
    #expect(try answer("boxed", "\\boxed{\\dfrac{7}{2}}") == "3.5")
    #expect(try answer("boxed", "\\boxed{72\\%}") == "0.72")
    #expect(try answer("boxed", "\\boxed{\\frac{a}{b}}") == "a/b")
    #expect(try answer("boxed", "\\boxed{x + 1}") == (try answer("boxed", "\\boxed{x+1}")))
    #expect(try answer("boxed", "\\boxed{1 2}") != (try answer("boxed", "\\boxed{12}")))
    #expect(try answer("boxed", "\\boxed{1") == nil)
    #expect(try answer("boxed", "\\boxed{}") == nil)
    #expect(try answer("boxed", "set {1, 2 and \\boxed{{3}}") == "{3}")
  }

  @Test func formulasThatShareANumberDoNotAgree() throws {
    let first = try answer("boxed", "\\boxed{3*x-1*y+13=0}")
    let second = try answer("boxed", "\\boxed{3x+4y+14=0}")
    #expect(first == "3*x-y+13=0")
    #expect(first != second)
    #expect(
      try answer("boxed", "\\boxed{1 - 1/e}") != (try answer("boxed", "\\boxed{1 + 1/e}")))
    #expect(try answer("boxed", "\\boxed{12:00}") != (try answer("boxed", "\\boxed{1:00}")))
    #expect(try answer("boxed", "\\boxed{x = 5}") == "5")
    #expect(try answer("boxed", "\\boxed{2ab}") != (try answer("boxed", "\\boxed{2xy}")))
    #expect(try answer("boxed", "\\boxed{2 pi}") == "2*pi")
    #expect(try answer("boxed", "\\boxed{72\\text{cm}}") == "72")
  }

  @Test func extractorsAreTriedInOrder() throws {
    let extractor = try AnswerExtractor("boxed,number")
    let boxed = try #require(extractor.extract(from: "\\boxed{5} not 7"))
    #expect(boxed.answer == "5")
    #expect(boxed.extractor == "boxed")
    #expect(boxed.span == 7..<8)
    #expect(extractor.extract(from: "not 7")?.extractor == "number")
    #expect(extractor.extract(from: "nothing") == nil)
  }

  @Test func textIsCollapsed() throws {
    #expect(try answer("text", "  New \n\t York ") == "New York")
    #expect(try answer("text", "004") == "004")
    #expect(try answer("text", " \n ") == nil)
  }

  @Test(arguments: [
    ("number", "72 dollars", "It is $72.00."), ("number", "so 7*8=56\n#### 56", "56"),
    ("boxed,number", "x^2+1", "\\boxed{x^2 + 1}"), ("boxed", "1,234", "\\boxed{1234}"),
    ("boxed,number", "72", "that is 72"), ("choice", "B", "The answer is (B)."),
    ("choice", "(B)", "Answer: **B**"), ("text", " New  York", "New York"),
  ])
  func aReferenceMeetsItsAnswer(_ specification: String, _ reference: String, _ text: String) throws
  {
    let extractor = try AnswerExtractor(specification)
    #expect(extractor.normalise(reference: reference) == extractor.extract(from: text)?.answer)
  }

  @Test func badSpecificationsSayWhatIsWrong() {
    #expect(throws: AnswerExtractor.Mistake.empty) { try AnswerExtractor("") }
    #expect(throws: AnswerExtractor.Mistake.empty) { try AnswerExtractor("boxed,,number") }
    #expect(throws: AnswerExtractor.Mistake.unknown("numbers")) { try AnswerExtractor("numbers") }
    #expect(throws: AnswerExtractor.Mistake.argument("number")) { try AnswerExtractor("number:3") }
    #expect(throws: AnswerExtractor.Mistake.argument("json")) { try AnswerExtractor("json:") }
    #expect(throws: AnswerExtractor.Mistake.argument("json")) { try AnswerExtractor("json:a..b") }
    #expect(throws: AnswerExtractor.Mistake.argument("regex")) { try AnswerExtractor("regex:") }
    #expect(throws: AnswerExtractor.Mistake.argument("regex")) { try AnswerExtractor("regex") }
  }

  @Test func messagesNameWhatThereIs() {
    #expect(
      AnswerExtractor.Mistake.unknown("numbers").description
        == "invalid extractor \"numbers\": use \(AnswerExtractor.names)")
    #expect(
      AnswerExtractor.Mistake.argument("json").description
        == "the extractor \"json\" needs an argument: use json:PATH")
    #expect(
      AnswerExtractor.Mistake.argument("text").description
        == "the extractor \"text\" takes no argument: use text")
  }

  /// A row of the table is all that an extractor needs to be asked for, and to be explained.
  @Test func everyRowIsOffered() throws {
    #expect(Set(Extractor.all.map(\.name)).count == Extractor.all.count)
    for row in Extractor.all {
      let specification = row.argument == nil ? row.name : row.name + ":a"
      #expect(try AnswerExtractor(specification).alone.map(\.specification) == [specification])
      #expect(
        AnswerExtractor.help.contains(row.usage) && AnswerExtractor.manual.contains(row.finds))
    }
  }
}
