import Testing

@testable import Engine

@Suite struct KeyValueCacheTests {
  private let architecture = testModel().architecture

  /// A cache of the rows (T, W), and what its attention gives for the last of them.
  private func attend(
    _ qkv: [Float], length: Int, window: Int?, pool: PagePool
  ) -> (cache: KeyValueCache, out: [Float]) {
    let shape = AttentionShape(architecture)
    var cache = KeyValueCache(pool)
    cache.reserve(length)
    var scores = Array(
      repeating: Float.nan, count: KeyValueCache.scratch(context: length, shape: shape))
    var found = Array(repeating: Float(0), count: shape.outputWidth)
    qkv.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for position in 0..<length { cache.put(start, row: position, layer: 1, position: position) }
      cache.attend(
        &found, start + (length - 1) * shape.rowWidth, layer: 1, count: length, window: window,
        scores: &scores)
    }
    return (cache, found)
  }

  /// Below, at and above a page; windows within a page, of pages, and longer than all.
  @Test(arguments: [1, 16, 17, 50], [nil, 1, 5, 16, 33, 90]) func theCacheGivesTheLastRow(
    length: Int, window: Int?
  ) {
    let shape = AttentionShape(architecture)
    let qkv = testNumbers(length * shape.rowWidth, key: 4)
    let found = attend(qkv, length: length, window: window, pool: PagePool(architecture)).out
    let plain = Attention(shape: shape, window: window).plain(qkv, length: length)
    for (a, b) in zip(found, plain.suffix(shape.outputWidth)) { #expect(abs(Double(a) - b) < 1e-5) }
  }

  /// Prefix sharing: a copy of the first tokens has their keys and values, and writes to none of them.
  @Test(arguments: [16, 20, 32]) func aSharedPrefixIsThatOfTheOwner(count: Int) {
    let shape = AttentionShape(architecture)
    let pool = PagePool(architecture)
    let qkv = testNumbers(40 * shape.rowWidth, key: 5)
    let owner = attend(qkv, length: 40, window: nil, pool: pool)
    var sharer = KeyValueCache(pool, first: count, of: owner.cache)
    sharer.reserve(40)
    var (found, scores) = (owner.out, Array(repeating: Float(0), count: 1000))
    let changed = Array(qkv[..<(count * shape.rowWidth)]) + testNumbers(40 * shape.rowWidth, key: 6)
    func last(_ cache: KeyValueCache, _ rows: [Float]) -> [Float] {
      rows.withUnsafeBufferPointer { rows in
        guard let start = rows.baseAddress else { return }
        cache.attend(
          &found, start + 39 * shape.rowWidth, layer: 1, count: 40, window: nil,
          scores: &scores)
      }
      return found
    }
    changed.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for position in count..<40 { sharer.put(start, row: position, layer: 1, position: position) }
    }
    let plain = Attention(shape: shape).plain(changed, length: 40)
    for (a, b) in zip(
      last(sharer, changed), plain[39 * shape.outputWidth..<40 * shape.outputWidth])
    {
      #expect(abs(Double(a) - b) < 1e-5)
    }
    #expect(last(owner.cache, qkv) == owner.out)
  }
}
