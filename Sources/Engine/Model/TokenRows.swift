/// Tokens that go through the model together, one a row, and the earlier tokens that each of them sees.
///
/// Everything in a block but attention works on rows alone. So the same block trains, scores and
/// prefills, where rows are whole sequences (`Packing`), and decodes, where each row is the last token
/// of a sequence whose keys and values are in a cache (`CachedRows`).
///
/// R rows, Q query heads, H numbers a head, W = queries, keys and values of a row
protocol TokenRows {
  /// The tokens (R).
  var tokens: [Int32] { get }
  /// The place of each row's token in its sequence (R), from 0.
  var positions: [Int] { get }

  /// How many numbers of scratch memory `attend` needs.
  func scratch(_ shape: AttentionShape) -> Int

  /// Takes what later tokens need of the queries, keys and values (R, W) of a layer.
  func keep(_ qkv: UnsafePointer<Float>, layer: Int)

  /// out (R, Q·H), sums ln Σ e^score (R, Q) where there is a way back ← qkv (R, W) of a layer, which
  /// `keep` got before.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, layer: Int, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>)
}
