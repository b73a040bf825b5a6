/// A sequence that tokens are drawn for.
struct DecodedSequence {
  let prompt: [Int32]
  var sampler: Sampler
  var cache: KeyValueCache
  /// How many tokens the cache holds, or is about to.
  var cached: Int
  /// The token after these.
  var last: Int32
  /// Whether the cache is still to be filled.
  var isNew = true
}
