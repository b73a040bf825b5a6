import Testing

@testable import Answers

@Suite struct LaTeXTests {
  private func box(_ text: String) -> String? {
    let span = text.utf8.span
    return LaTeX.lastBox(span).map { span.string($0) }
  }

  @Test(arguments: [
    ("\\boxed{1} then \\boxed{2}", "2"), ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
    ("\\boxed{\\boxed{3}}", "\\boxed{3}"), ("\\boxed{\\boxed{3} open", "3"), ("\\fbox {4}", "4"),
    ("\\boxed{\\{1\\}}", "\\{1\\}"), ("} } \\boxed{5} }", "5"), ("\\boxed{6} \\boxed{7", "6"),
  ])
  func theBoxThatClosesLast(_ text: String, _ content: String) {
    #expect(box(text) == content)
  }

  @Test(arguments: ["", "boxed{1}", "\\boxed 1", "\\boxed{", "\\", "\\boxed{1\\}"])
  func noBox(_ text: String) {
    #expect(box(text) == nil)
  }

  @Test func manyOpenBoxesEnd() {
    #expect(box(String(repeating: "\\boxed{", count: 20_000)) == nil)
  }
}
