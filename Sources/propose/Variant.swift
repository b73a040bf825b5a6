import ArgumentParser

/// Kinds of new problems that are made from one.
enum Variant: String, ExpressibleByArgument, CaseIterable {
  case easier, harder, paraphrase, similar

  /// What the model is told.
  var template: String {
    let wish =
      switch self {
      case .easier:
        "Write an easier problem of the same kind: fewer steps or smaller numbers, and something "
          + "else that it is about."
      case .harder:
        "Write a harder problem of the same kind: one more step or condition that changes how it "
          + "is solved. It must still have one answer that can be found from what it says."
      case .paraphrase:
        "Write the same problem in other words. Its answer must stay the same, with all numbers "
          + "and conditions."
      case .similar:
        "Write another problem that is solved in the same way, about something else and with "
          + "other numbers."
      }
    return """
      Here is a problem.

      Problem: {{prompt}}

      \(wish) Write the new problem alone, without a solution.

      Problem:
      """
  }
}

/// What the model is told without --variant.
let shotsTemplate = """
  Here are some problems.

  {{#examples}}
  Problem: {{prompt}}

  {{/examples}}
  Write one new problem that would fit among these and is not like any of them in what it asks. \
  It must have one answer that can be found from what it says. Write the problem alone, without a \
  solution.

  Problem:
  """
