/// What one layer computed for R rows; the letters are those of the block.
struct LayerActivations {
  /// The residual stream before the layer (R, C).
  let input: UnsafeMutablePointer<Float>
  let normed: UnsafeMutablePointer<Float>  // (R, C)
  let scales: UnsafeMutablePointer<Float>  // (R)
  let qkv: UnsafeMutablePointer<Float>  // (R, W)
  /// Queries and keys before their norms (R, (Q + G) · H), kept for the way back alone, and the norms'
  /// scales (R, Q + G).
  let heads: UnsafeMutablePointer<Float>?
  let headScales: UnsafeMutablePointer<Float>
  let attended: UnsafeMutablePointer<Float>  // (R, A)
  let sums: UnsafeMutablePointer<Float>  // (R, Q)
  /// Attention's result before its norm (R, C), and the norm's scales (R); nothing without a norm.
  let attentionResult: UnsafeMutablePointer<Float>
  let attentionResultScales: UnsafeMutablePointer<Float>
  /// The residual stream after attention (R, C).
  let middle: UnsafeMutablePointer<Float>
  let middleNormed: UnsafeMutablePointer<Float>  // (R, C)
  let middleScales: UnsafeMutablePointer<Float>  // (R)
  let gateUp: UnsafeMutablePointer<Float>  // (R, 2F)
  let act: UnsafeMutablePointer<Float>  // (R, F)
  /// The feed-forward block's result before its norm (R, C), and the norm's scales (R); nothing without.
  let feedForwardResult: UnsafeMutablePointer<Float>
  let feedForwardResultScales: UnsafeMutablePointer<Float>
  /// The residual stream after the layer (R, C): the next one's input.
  let output: UnsafeMutablePointer<Float>
}
