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
  ])
  func findsTheLetter(_ text: String, _ letter: String) {
    #expect(ChoiceExtractor.extract(from: text.utf8.span)?.letter == letter)
  }

  @Test(arguments: [
    "", "A train leaves", "I am sure", "K", "Plan-B", "ABC", "the answer is I think so",
  ])
  func abstains(_ text: String) {
    #expect(ChoiceExtractor.extract(from: text.utf8.span) == nil)
  }
}
