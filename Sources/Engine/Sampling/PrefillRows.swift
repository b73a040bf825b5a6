/// New prompts, all but their last tokens, whose keys and values go into caches.
struct PrefillRows: TokenRows {
  private var packing = Packing()
  private var caches: [KeyValueCache] = []

  /// Adds a prompt; its cache has room for all of its tokens but the last.
  mutating func append(_ sequence: DecodedSequence) {
    packing.append(Array(sequence.prompt.dropLast()))
    caches.append(sequence.cache)
  }

  var tokens: [Int32] { packing.tokens }
  var positions: [Int] { packing.positions }

  func scratch(_ shape: AttentionShape) -> Int { packing.scratch(shape) }

  func keep(_ qkv: UnsafePointer<Float>, layer: Int) {
    for (sequence, cache) in caches.enumerated() {
      for row in packing.range(sequence) {
        cache.put(qkv, row: row, layer: layer, position: packing.positions[row])
      }
    }
  }

  func attend(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, layer: Int, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>
  ) {
    packing.attend(out, sums, qkv, layer: layer, attention, scratch: scratch)
  }
}
