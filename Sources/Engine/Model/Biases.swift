/// Which linear layers of a block add a vector to what they compute.
package struct Biases: Equatable, Sendable {
  /// Queries, keys and values: `attention_bias`, and always in Qwen2.
  package var queryKeyValue: Bool
  /// The way back from attention: `attention_bias`, and never in Qwen2.
  package var output: Bool
  /// All three of the feed-forward block (`mlp_bias`).
  package var feedForward: Bool

  /// Makes a choice; none without arguments.
  package init(queryKeyValue: Bool = false, output: Bool = false, feedForward: Bool = false) {
    self.queryKeyValue = queryKeyValue
    self.output = output
    self.feedForward = feedForward
  }
}
