/// Something that is worth watching while a model learns.
package enum TrainingMetric: String, Sendable, CaseIterable {
  /// The mean of Δ over pairs.
  case margin
  /// The share of pairs with Δ > 0.
  case accuracy
  /// How far the model is from its reference: z of KTO, or the mean divergence of a token, in nats.
  case divergence
  /// The mean reward of completions.
  case reward
  /// The share of tokens, or of completions, whose ratio is cut.
  case clipped
}

/// The mean of a metric over a step.
package struct MetricMean: Equatable, Sendable {
  /// What it is.
  package var metric: TrainingMetric
  /// Its mean.
  package var value: Double
}
