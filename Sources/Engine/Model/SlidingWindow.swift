/// Layers in which a token sees only the last ones before it.
///
/// Names in `config.json` stand in parentheses.
package struct SlidingWindow: Equatable, Sendable {
  /// How many tokens a query sees, its own included (`sliding_window`).
  package var length: Int
  /// Whether each layer has the window (`layer_types`, where `sliding_attention` means it does).
  package var layers: [Bool]
  /// The base of the rotary frequencies in these layers, which are not stretched there
  /// (`rope_local_base_freq`); nil for what all other layers have.
  package var ropeTheta: Float?

  /// Makes a window.
  package init(length: Int, layers: [Bool], ropeTheta: Float? = nil) {
    self.length = length
    self.layers = layers
    self.ropeTheta = ropeTheta
  }
}
