import Testing

@testable import Answers

@Suite struct BoxExtractorTests {
  private func boxes(_ text: String) -> [String]? {
    let span = text.utf8.span
    guard case .content(let ranges) = BoxExtractor.boxes(span, in: 0..<span.count) else {
      return nil
    }
    return ranges.map { span.string($0) }
  }

  @Test(arguments: [
    ("\\boxed{1} then \\boxed{2}", "2"), ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
    ("\\boxed{\\boxed{3}}", "\\boxed{3}"), ("\\boxed{\\boxed{3} open", "3"), ("\\fbox {4}", "4"),
    ("\\boxed{\\{1\\}}", "\\{1\\}"), ("} } \\boxed{5} }", "5"), ("\\boxed{6} \\boxed{7", "6"),
    ("It is $\\boxed 5$", "5"), ("\\boxed 12.", "12"), ("\\(\\boxed -3\\)", "-3"),
    ("\\boxed\\frac{1}{2} holds", "\\frac{1}{2}"), ("$\\boxed x$", "x"),
  ])
  func theBoxThatClosesLast(_ text: String, _ content: String) {
    #expect(boxes(text) == [content])
  }

  @Test(arguments: [
    "", "boxed{1}", "\\boxed{", "\\", "\\boxed{1\\}", "put it in \\boxed notation", "\\boxed",
    "\\boxed $", "\\boxedx{1}",
  ])
  func noBox(_ text: String) {
    #expect(boxes(text) == nil)
  }

  @Test(arguments: [
    "\\boxed{3}, \\boxed{5}", "\\boxed{3} and \\boxed{5}", "$\\boxed{3}$, and $\\boxed{5}$.",
    "\\boxed{3} \\text{ or } \\boxed{5}", "\\boxed{3};\\quad\\boxed{5}", "\\boxed{3}\n\n\\boxed{5}",
    "$x = \\boxed{3}$ or $x = \\boxed{5}$", "$x_1=\\boxed{3}$ and $x_2=\\boxed{5}$",
    "first \\boxed{9}, then: \\boxed{3}, \\boxed{5}", "\\(\\boxed{3}\\), \\(\\boxed{5}\\)",
  ])
  func boxesInARowAreOneList(_ text: String) {
    #expect(boxes(text) == ["3", "5"])
  }

  @Test(arguments: [
    "\\boxed{3} is wrong, so \\boxed{5}", "\\boxed{3}. \\boxed{5}", "\\boxed{3} so \\boxed{5}",
    "\\boxed{3} = \\boxed{5}", "\\boxed{3} + \\boxed{5}",
  ])
  func wordsBetweenBoxesEndAList(_ text: String) {
    #expect(boxes(text) == ["5"])
  }

  @Test func aListIsOneAnswer() throws {
    let roots = "The roots are \\boxed{3}, \\boxed{5}, and \\boxed{7}."
    let found = try #require(AnswerExtractor.boxed.extract(from: roots))
    #expect(found.answer == AnswerExtractor.boxed.normalise(reference: "7, 5, 3"))
    #expect(Array(roots.utf8)[found.span] == Array("3}, \\boxed{5}, and \\boxed{7".utf8)[...])
    #expect(AnswerExtractor.boxed.extract(from: "\\boxed{1/2}\n\\boxed{0.5}")?.answer == "0.5")
  }

  @Test func manyOpenBoxesEnd() {
    #expect(boxes(String(repeating: "\\boxed{", count: 20_000)) == nil)
  }
}
