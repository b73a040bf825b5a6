/// A sequence that goes through the model and which of its tokens are predicted.
struct LearnedSequence: Equatable, Sendable {
  let prompt: [Int32]
  let completion: [Int32]
  /// Whether the prompt is predicted too, but for its first token.
  var learnsPrompt = false

  var count: Int { prompt.count + completion.count }
  var targets: Int { completion.count + (learnsPrompt ? prompt.count - 1 : 0) }
}

/// What a loss is taken of at once: sequences that depend on each other in nothing but what was
/// known before the step.
struct LossUnit: Sendable {
  let sequences: [LearnedSequence]
  /// From log p of the targets of all sequences, end to end, to their part of the update's loss.
  let loss: @Sendable (ArraySlice<Float>) -> UnitLoss

  /// How many tokens it is computed on.
  var count: Int { sequences.reduce(0) { $0 + $1.count } }
}

/// What one unit adds to an update's loss.
struct UnitLoss {
  var loss: Double
  /// ∂loss/∂log p of each target.
  var derivatives: [Float]
  /// What else was seen.
  var metrics = MetricSums()
}

/// What an update's batches have in common.
struct UpdateScale {
  /// How many batches one update learns from.
  let batches: Int
  /// How many tokens they learn.
  let tokens: Int
}
