/// A linear layer's place in the flat parameters.
struct Projection {
  /// Where its weight (O, I) begins.
  let weight: Int
  /// Where its bias (O) begins, if it has one.
  let bias: Int?
  let inputs: Int
  let outputs: Int
}
