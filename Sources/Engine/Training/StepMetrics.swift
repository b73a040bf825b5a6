/// What one training step did.
package struct StepMetrics: Equatable, Sendable {
  /// The number of the step, from 1.
  package var step: Int
  /// The batch's loss before the update, in nats.
  package var loss: Double
  /// The length of the gradient before clipping.
  package var gradientNorm: Double
  /// The learning rate.
  package var rate: Double
  /// How many completion tokens were learned from.
  package var tokens: Int
  /// The means of what else the losses watch.
  package var means: [MetricMean]
}
