/// The last tokens of sequences whose earlier keys and values are in caches, one row each.
struct CachedRows: TokenRows {
  let tokens: [Int32]
  let positions: [Int]
  private let caches: [KeyValueCache]
  /// The longest sequence that there may be, in tokens.
  private let context: Int

  init(_ sequences: [DecodedSequence], context: Int) {
    tokens = sequences.map(\.last)
    positions = sequences.map(\.cached)
    caches = sequences.map(\.cache)
    self.context = context
  }

  func scratch(_ shape: AttentionShape) -> Int {
    KeyValueCache.scratch(context: context, shape: shape)
  }

  func keep(_ qkv: UnsafePointer<Float>, layer: Int) {
    for (row, cache) in caches.enumerated() {
      cache.put(qkv, row: row, layer: layer, position: positions[row])
    }
  }

  func attend(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, layer: Int, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let shape = attention.shape
    for (row, cache) in caches.enumerated() {
      cache.attend(
        out + row * shape.outputWidth, qkv + row * shape.rowWidth, layer: layer,
        count: positions[row] + 1, window: attention.window, scores: scratch)
    }
  }
}
