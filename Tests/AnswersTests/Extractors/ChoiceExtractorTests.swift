import Testing

@testable import Answers

@Suite struct ChoiceExtractorTests {
  @Test(arguments: [
    ("The answer is (B).", "B"), ("Answer: **C**", "C"), ("A", "A"), ("B.", "B"),
    ("D) because", "D"),
    ("So the correct option is E", "E"), ("The answer is B. Option C is wrong.", "B"),
    ("A) 12\nB) 15\nThe answer is A.", "A"), ("I think (F) fits", "F"),
    ("A train leaves. The final answer is $\\boxed{G}$", "G"), ("B is correct", "B"),
    ("answer: J", "J"), ("We pick choice H here", "H"),
    ("So \\boxed{A}. Note that (C) is a trap.", "A"), ("\\boxed{E: a polygenic score}", "E"),
    ("\\boxed{\\text{(B) }12}", "B"), ("\\boxed{\\textbf{(c)}}", "C"),
    ("$\\boxed{\\mathrm{D}}$", "D"),
    ("answer: c", "C"), ("The answer is (d)", "D"), ("The answer is a.", "A"), ("b", "B"),
    ("(b)", "B"),
    ("Answer：B", "B"), ("答案：Ｂ", "B"), ("答案是C。", "C"), ("故选B", "B"), ("选项（D）", "D"),
    ("The correct option is E. (A) is wrong", "E"), ("The answer to the question is **B**.", "B"),
    ("The answer is B. P(A) = 1/2", "B"), ("- (B) fits", "B"),
    ("Therefore, the answer should be (C)", "C"),
  ])
  func findsTheLetter(_ text: String, _ letter: String) {
    #expect(ChoiceExtractor.extract(from: text.utf8.span)?.letter == letter)
  }

  @Test(arguments: [
    "so 1/4 = A + B", "P(A)", "A = 5", "x = A", "A^2", "A - B", "f(B)", "2A", "\\overline{B}",
    "the answer is a bit long", "The answer is A and C", "The answer is (A) or (B).",
    "\\boxed{A, C}",
    "", "A train leaves", "I am sure", "K", "Plan-B", "ABC", "the answer is I think so",
  ])
  func abstains(_ text: String) {
    #expect(ChoiceExtractor.extract(from: text.utf8.span) == nil)
  }
}
