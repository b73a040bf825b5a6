import ArgumentParser

/// The kinds of problems that are made from a given one.
enum Variant: String, ExpressibleByArgument, CaseIterable {
  case easier, harder, paraphrase, similar

  /// The prompt.
  var template: String {
    let task =
      switch self {
      case .easier:
        "Write an easier problem of the same kind, on a different subject: use fewer steps or "
          + "smaller numbers."
      case .harder:
        "Write a harder problem of the same kind: add one step or condition that changes how it is "
          + "solved. It must be solvable from the information given and have a single answer."
      case .paraphrase:
        "Rewrite this problem in different words. Keep all numbers and conditions, so that the "
          + "answer stays the same."
      case .similar:
        "Write a new problem that is solved in the same way, on a different subject and with "
          + "different numbers."
      }
    return """
      Here is a problem.

      Problem: {{prompt}}

      \(task) Write only the new problem, without a solution.

      Problem:
      """
  }
}

/// The prompt without --variant.
let fewShotTemplate = """
  Here are some problems.

  {{#examples}}
  Problem: {{prompt}}

  {{/examples}}
  Write one new problem that fits this collection but asks for something different. It must be \
  solvable from the information given and have a single answer. Write only the problem, without a \
  solution.

  Problem:
  """
