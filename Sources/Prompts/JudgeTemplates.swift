import Methods

/// What judges are told without a template of one's own.
extension Judging {
  /// What a template must show to the judge.
  package var shown: [String] {
    switch self {
    case .points, .yesno, .free: ["sample"]
    case .pairs, .same: ["first", "second"]
    case .step: ["steps"]
    case .meta: ["critique"]
    }
  }

  /// The prompt without --template.
  package var template: String {
    switch self {
    case .points: Self.beginning + "\n\n" + Self.pointsRubric + "\n\n" + Self.pointsEnd
    case .yesno:
      Self.beginning + "\n\n"
        + """
        Is the answer correct? Check it step by step and look for errors. Finish with a line that \
        says "Answer: yes" if every step and the final result are correct, or "Answer: no" if not.
        """
    case .pairs:
      """
      Here are a question and two answers to it.

      Question:
      {{prompt}}

      Answer A:
      {{first.text}}

      Answer B:
      {{second.text}}

      Which answer is better? Correctness matters most, then completeness, then clarity. Ignore the \
      order and the length of the answers. Compare them in a few sentences. Finish with a line that \
      says "Answer: A", "Answer: B", or "Answer: C" if they are equally good.
      """
    case .same:
      """
      Here are a question and two answers to it.

      Question:
      {{prompt}}

      First answer:
      {{first.text}}

      Second answer:
      {{second.text}}

      Do the two answers reach the same result? They do if both results mean the same. Ignore wording, \
      reasoning, and whether the result is correct. State the result of each answer in one sentence. \
      Finish with a line that says "Answer: yes" or "Answer: no".
      """
    case .step:
      """
      Here are a question and an answer to it in numbered steps.

      Question:
      {{prompt}}

      {{#steps}}
      Step {{number}}: {{text}}
      {{/steps}}

      Check the steps in order, each one given the steps before it. Finish with a line that says \
      "Step: N", where N is the number of the first incorrect step, or 0 if all steps are correct.
      """
    case .free:
      Self.beginning + "\n\n"
        + """
        Explain what is wrong with the answer or could be improved, and how to fix it. Point to the \
        place of each problem. Do not rewrite the answer. If nothing is wrong, say so.
        """
    case .meta:
      Self.beginning + "\n\n"
        + """
        A reviewer judged the answer as follows:
        {{critique.text}}

        Now rate the review, from 0 to 5:
        0 - it is about something else
        1 - its conclusion does not follow from its reasons
        2 - it misses or invents a decisive point
        3 - its conclusion is correct, but poorly supported
        4 - it is correct, with a minor gap
        5 - its reasons are correct and complete, and support its conclusion

        Explain your rating in a few sentences. Finish with a line that says "Score: N", where N is \
        the rating.
        """
    }
  }

  /// The prompt for a score that is read from the probabilities of the next word.
  package static let expectedTemplate =
    beginning + "\n\n" + pointsRubric + "\n\nReply with the number only:"

  private static let beginning = """
    Here are a question and an answer to it.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}
    """

  private static let pointsRubric = """
    Rate the answer, from 0 to 5:
    0 - it is unrelated to the question
    1 - it addresses the question, but nothing in it is correct
    2 - it starts correctly, but an error makes the result wrong
    3 - it is mostly correct, with a significant gap or error
    4 - it is correct, with a minor flaw
    5 - it is correct, complete and clear
    """

  private static let pointsEnd = """
    Describe the strengths and weaknesses of the answer in a few sentences. Finish with a line that \
    says "Score: N", where N is the rating.
    """
}
