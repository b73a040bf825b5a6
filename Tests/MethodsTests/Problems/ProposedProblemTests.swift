import Methods
import Testing

struct ProposedProblemTests {
  @Test(arguments: [
    ("  What is 3 + 4?\n", "What is 3 + 4?"),
    ("Problem: What is 3 + 4?", "What is 3 + 4?"),
    ("**New problem:** What is\n3 + 4?", "What is\n3 + 4?"),
    ("Sure! Here is one:\n\nWhat is 3 + 4?", "What is 3 + 4?"),
    ("Here is one:\n\n### Question 2:\nWhat is 3?\n\n**Answer:** 3", "What is 3?"),
    ("What is 3?\n\nProblem: What is 4?", "What is 3?"),
    ("Compute these:\n3 + 4\n5 + 6", "Compute these:\n3 + 4\n5 + 6"),
    ("Problem:\n\nOne.\n\nTwo.\nSolution: 3", "One.\n\nTwo."),
    ("Tom has this: 3 apples.", "Tom has this: 3 apples."),
    ("Here is one:", "Here is one:"),
  ])
  func found(completion: String, problem: String) {
    #expect(ProposedProblem.text(in: completion) == problem)
  }

  @Test(arguments: ["", " \n ", "Problem:", "Problem:\nSolution: 3"])
  func nothing(completion: String) { #expect(ProposedProblem.text(in: completion) == nil) }
}
