import Losses

/// A prompt and the completion that is learned from it.
package struct SupervisedRow: Equatable, Sendable {
  /// What is given, a token at least; no loss is taken on it.
  package var prompt: [Int32]
  /// What is learned, the end token included.
  package var completion: [Int32]
  /// Multiplies each token's loss; nil is 1 for all, 0 leaves a token out.
  package var tokenWeights: [Float]?
  /// Multiplies the row's loss.
  package var weight: Double

  /// Makes a row.
  package init(
    prompt: [Int32], completion: [Int32], tokenWeights: [Float]? = nil, weight: Double = 1
  ) {
    self.prompt = prompt
    self.completion = completion
    self.tokenWeights = tokenWeights
    self.weight = weight
  }

  /// How many tokens are learned.
  var learnedTokens: Int { tokenWeights?.count { $0 != 0 } ?? completion.count }
}

/// A prompt with a better and a worse completion.
package struct PreferencePair: Equatable, Sendable {
  /// What is given, a token at least.
  package var prompt: [Int32]
  /// The better completion, the end token included.
  package var chosen: [Int32]
  /// The worse completion, the end token included.
  package var rejected: [Int32]
  /// Multiplies the pair's loss.
  package var weight: Double
  /// How probable it is that the preference is the other way round.
  package var smoothing: Double
  /// By how much the better completion is scored higher.
  package var gap: Double
  /// The sum of the chosen tokens' log-probabilities under the reference model, in nats.
  package var referenceChosen: Double
  /// The same of the rejected tokens.
  package var referenceRejected: Double

  /// Makes a pair.
  package init(
    prompt: [Int32], chosen: [Int32], rejected: [Int32], weight: Double = 1, smoothing: Double = 0,
    gap: Double = 0, referenceChosen: Double, referenceRejected: Double
  ) {
    self.prompt = prompt
    self.chosen = chosen
    self.rejected = rejected
    self.weight = weight
    self.smoothing = smoothing
    self.gap = gap
    self.referenceChosen = referenceChosen
    self.referenceRejected = referenceRejected
  }
}

/// A completion that is marked as desirable or not.
package struct LabelledRow: Equatable, Sendable {
  /// What is given, a token at least.
  package var prompt: [Int32]
  /// What is learned or unlearned, the end token included.
  package var completion: [Int32]
  /// Whether it is desirable.
  package var isDesirable: Bool
  /// Multiplies the row's loss.
  package var weight: Double
  /// The sum of the completion's log-probabilities under the reference model, in nats.
  package var reference: Double
  /// The completion of another prompt, by which it is seen how far the model has moved at all.
  package var mismatched: [Int32]
  /// The sum of its log-probabilities, after this prompt, under the reference model.
  package var referenceMismatched: Double

  /// Makes a row.
  package init(
    prompt: [Int32], completion: [Int32], isDesirable: Bool, weight: Double = 1, reference: Double,
    mismatched: [Int32], referenceMismatched: Double
  ) {
    self.prompt = prompt
    self.completion = completion
    self.isDesirable = isDesirable
    self.weight = weight
    self.reference = reference
    self.mismatched = mismatched
    self.referenceMismatched = referenceMismatched
  }
}

/// A prompt with several completions and what they are worth.
package struct CompletionGroup: Equatable, Sendable {
  /// One completion.
  package struct Member: Equatable, Sendable {
    /// Its tokens, the end token included.
    package var tokens: [Int32]
    /// What it is worth; nil if nobody knows.
    package var reward: Double?
    /// The tokens' log-probabilities when they were drawn, in nats; nil takes those at the step,
    /// as if it had just been drawn.
    package var old: [Float]?
    /// Their log-probabilities under the reference model, in nats; nil where none is needed.
    package var reference: [Float]?

    /// Makes a completion.
    package init(tokens: [Int32], reward: Double?, old: [Float]? = nil, reference: [Float]? = nil) {
      self.tokens = tokens
      self.reward = reward
      self.old = old
      self.reference = reference
    }
  }

  /// What is given, a token at least.
  package var prompt: [Int32]
  /// The completions.
  package var members: [Member]
  /// Multiplies the loss of all of them.
  package var weight: Double

  /// Makes a group.
  package init(prompt: [Int32], members: [Member], weight: Double = 1) {
    self.prompt = prompt
    self.members = members
    self.weight = weight
  }
}

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
