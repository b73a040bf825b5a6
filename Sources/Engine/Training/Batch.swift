import Losses

/// Rows that are learned from together, and by which loss.
package enum Batch: Equatable, Sendable {
  /// The weighted mean over all completion tokens of the update.
  case supervised([SupervisedRow], Likelihood = .sft)
  /// The mean over the pairs, each with its weight.
  case preference([PreferencePair], PairObjective)
  /// The mean over the rows, each with its weight.
  case labelled([LabelledRow], KTO)
  /// GRPO's mean, as its normalisation says.
  case grouped([CompletionGroup], GroupRelative)
  /// RLOO's mean over all completions.
  case ranked([CompletionGroup], LeaveOneOut)
}

extension Batch {
  /// How many rows there are.
  package var count: Int {
    switch self {
    case .supervised(let rows, _): rows.count
    case .preference(let pairs, _): pairs.count
    case .labelled(let rows, _): rows.count
    case .grouped(let groups, _), .ranked(let groups, _): groups.count
    }
  }

  /// How many completion tokens are learned from.
  var learnedTokens: Int {
    switch self {
    case .supervised(let rows, _): rows.reduce(0) { $0 + $1.learnedTokens }
    case .preference(let pairs, _):
      pairs.reduce(0) { $0 + $1.chosen.count + $1.rejected.count }
    case .labelled(let rows, _): rows.reduce(0) { $0 + $1.completion.count }
    case .grouped(let groups, _), .ranked(let groups, _):
      groups.reduce(0) { $0 + $1.members.reduce(0) { $0 + $1.tokens.count } }
    }
  }

  /// Checks every sequence.
  func check(_ architecture: Architecture) throws(EngineError) {
    if learnedTokens == 0 { throw .emptyBatch }
    func check(_ prompt: [Int32], _ completions: [Int32]...) throws(EngineError) {
      if prompt.isEmpty { throw .emptyPrompt }
      for completion in completions {
        if completion.isEmpty { throw .emptyBatch }
        try architecture.check(prompt, completion)
      }
    }
    switch self {
    case .supervised(let rows, _):
      for row in rows { try check(row.prompt, row.completion) }
    case .preference(let pairs, _):
      for pair in pairs { try check(pair.prompt, pair.chosen, pair.rejected) }
    case .labelled(let rows, _):
      for row in rows { try check(row.prompt, row.completion, row.mismatched) }
    case .grouped(let groups, _), .ranked(let groups, _):
      for group in groups {
        for member in group.members { try check(group.prompt, member.tokens) }
      }
    }
  }
}
