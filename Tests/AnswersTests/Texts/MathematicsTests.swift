import Testing

@testable import Answers

@Suite struct MathematicsTests {
  private func last(_ text: String) -> String? {
    let span = text.utf8.span
    return Mathematics.last(span, in: 0..<span.count).map { span.string($0) }
  }

  @Test(arguments: [
    ("$x$ or $y$", "y"), ("$$x$$", "x"), ("\\(x\\)", "x"),
    ("\\[\nx\n\\]", "\nx\n"), ("\\begin{align*}x&=1\\end{align*}", "x&=1"),
    ("\\begin{equation}5\\end{equation} done", "5"), ("It costs $5 and $6, so $n=7$", "n=7"),
    ("$ 5 $", " 5 "), ("$\\$5$", "\\$5"),
    ("\\[ \\begin{pmatrix}1\\\\2\\end{pmatrix} \\]", " \\begin{pmatrix}1\\\\2\\end{pmatrix} "),
  ])
  func isFound(_ text: String, _ content: String) {
    #expect(last(text) == content)
  }

  @Test(arguments: [
    "", "x", "It costs $5 and $6", "\\$5\\$", "$x", "\\(x", "$x\n\ny$", "$$",
    "\\begin{tabular}x\\end{tabular}",
  ])
  func isNone(_ text: String) {
    #expect(last(text) == nil)
  }

  @Test(arguments: [
    ("So we get $\\frac{1}{2}$.", "0.5"), ("\\[ x = 5 \\]", "x = 5"), ("Then\n$$\\boxed{7}$$", "7"),
    ("\\(3\\) apples and \\(4\\) pears", "4"),
  ])
  func theExtractorReadsIt(_ text: String, _ reference: String) throws {
    let extractor = try AnswerExtractor("latex")
    #expect(extractor.extract(from: text)?.answer == extractor.normalise(reference: reference))
  }

  @Test func manyOpenersEnd() {
    for opener in ["$", "$a", "\\(", "\\[", "\\begin{align}"] {
      _ = last(String(repeating: opener, count: 5_000))
    }
  }
}
