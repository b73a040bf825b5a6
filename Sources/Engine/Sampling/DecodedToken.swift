/// A token that was drawn for the sequence in a slot.
package struct DecodedToken: Equatable, Sendable {
  /// The place that `admit` gave.
  package var slot: Int
  /// What was drawn.
  package var token: Int32
  /// Its log-probability, in nats, in the distribution of temperature 1 without cuts.
  package var logprob: Float
}
