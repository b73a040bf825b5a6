import ArgumentParser
import Methods

extension Judging: ExpressibleByArgument {
  /// What a template must show to the judge.
  var shown: [String] {
    switch self {
    case .points, .yesno, .free: ["sample"]
    case .pairs, .same: ["first", "second"]
    case .step: ["steps"]
    case .meta: ["critique"]
    }
  }

  /// What a judge is asked without --template.
  var template: String {
    switch self {
    case .points: Self.beginning + "\n\n" + Self.pointsRubric + "\n\n" + Self.pointsEnd
    case .yesno:
      Self.beginning + "\n\n"
        + """
        Is the answer right? Go through it step by step and look for what is wrong. End with one \
        line that says «Answer: yes» if it is right in everything, «Answer: no» if it is not.
        """
    case .pairs:
      """
      Below are a question and two answers to it.

      Question:
      {{prompt}}

      Answer A:
      {{first.text}}

      Answer B:
      {{second.text}}

      Which answer is better: more correct, more complete, clearer? Neither the order nor the length \
      speaks for an answer. Compare them in a few sentences. End with one line that says «Answer: A», \
      «Answer: B», or «Answer: C» if they are equally good.
      """
    case .same:
      """
      Below are a question and two answers to it.

      Question:
      {{prompt}}

      First answer:
      {{first.text}}

      Second answer:
      {{second.text}}

      Do both answers come to the same? They do if whoever takes the result of the first for true must \
      take that of the second for true, and the other way round; wording and the way to the result do \
      not count, nor whether it is right. Say in a sentence what each comes to. End with one line that \
      says «Answer: yes» or «Answer: no».
      """
    case .step:
      """
      Below are a question and an answer to it in numbered steps.

      Question:
      {{prompt}}

      {{#steps}}
      Step {{number}}: {{text}}
      {{/steps}}

      Go through the steps in order and check each of them, given those before it. End with one line \
      that says «Step: N», N being the number of the first step that is wrong, or 0 if all are right.
      """
    case .free:
      Self.beginning + "\n\n"
        + """
        Say what is wrong with the answer or could be better, and how it could be mended. Name the \
        place of each flaw. Do not write the answer anew; if nothing is wrong, say so.
        """
    case .meta:
      Self.beginning + "\n\n"
        + """
        Somebody judged the answer:
        {{critique.text}}

        Judge the judgement. Give points, from 0 to 5:
        0 - it is about something else
        1 - its result does not follow from what it says
        2 - it overlooks or invents something that decides
        3 - its result is right, its reasons are thin
        4 - it is right, with a small gap
        5 - its reasons are right, complete and lead to its result

        Say why in a few sentences. End with one line that says «Score: N», N being the points.
        """
    }
  }

  /// What a judge is asked for points whose probabilities are read.
  static let expectedTemplate =
    beginning + "\n\n" + pointsRubric + "\n\nThe number of points alone:"

  private static let beginning = """
    Below are a question and an answer to it. Judge the answer.

    Question:
    {{prompt}}

    Answer:
    {{sample.text}}
    """

  private static let pointsRubric = """
    Give points, from 0 to 5:
    0 - it has nothing to do with the question
    1 - it is about the question, but nothing in it is right
    2 - it begins well and then goes wrong in a way that spoils the result
    3 - it is right in the main, with a gap or a mistake that matters
    4 - it is right, with a small flaw
    5 - it is right, complete and clear
    """

  private static let pointsEnd = """
    Say in a few sentences what speaks for the answer and what against it. End with one line that \
    says «Score: N», N being the points.
    """
}
