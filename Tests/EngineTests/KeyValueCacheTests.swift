import Testing

@testable import Engine

@Suite struct KeyValueCacheTests {
  private let architecture = testModel().architecture

  /// What the last of some rows (T, W) becomes, those from `first` on put into the cache before.
  private func attend(
    _ qkv: [Float], in cache: KeyValueCache, _ pool: PagePool, from first: Int, window: Int? = nil
  ) -> [Float] {
    let shape = pool.shape
    let length = qkv.count / shape.rowWidth
    var scores = Array(repeating: Float.nan, count: PagePool.scratch(tokens: length, shape))
    var found = Array(repeating: Float(0), count: shape.outputWidth)
    qkv.withUnsafeBufferPointer { rows in
      cache.pages.withUnsafeBufferPointer { pages in
        guard let rows = rows.baseAddress, let pages = pages.baseAddress else { return }
        for position in first..<length {
          pool.put(rows + position * shape.rowWidth, into: pages, layer: 1, position: position)
        }
        pool.attend(
          &found, rows + (length - 1) * shape.rowWidth, over: pages, layer: 1, count: length,
          window: window, scores: &scores)
      }
    }
    return found
  }

  /// Below, at and above a page; windows within a page, of pages, and longer than all.
  @Test(arguments: [1, 16, 17, 50], [nil, 1, 5, 16, 33, 90]) func theCacheGivesTheLastRow(
    length: Int, window: Int?
  ) {
    let pool = PagePool(architecture)
    let qkv = testNumbers(length * pool.shape.rowWidth, key: 4)
    var cache = KeyValueCache(pool)
    cache.reserve(length)
    let found = attend(qkv, in: cache, pool, from: 0, window: window)
    let plain = Attention(shape: pool.shape, window: window).plain(qkv, length: length)
    for (a, b) in zip(found, plain.suffix(pool.shape.outputWidth)) {
      #expect(abs(Double(a) - b) < 1e-5)
    }
  }

  /// Prefix sharing: a cache that begins with another's tokens has their keys and values, and changes
  /// nothing of that one.
  @Test(arguments: [16, 20, 32]) func aSharedPrefixIsThatOfTheOwner(count: Int) {
    let pool = PagePool(architecture)
    let width = pool.shape.rowWidth
    let qkv = testNumbers(40 * width, key: 5)
    var owner = KeyValueCache(pool)
    owner.reserve(40)
    let before = attend(qkv, in: owner, pool, from: 0)
    var sharer = KeyValueCache(pool, first: count, of: owner)
    sharer.reserve(40)
    let other = Array(qkv[..<(count * width)]) + testNumbers((40 - count) * width, key: 6)
    let plain = Attention(shape: pool.shape).plain(other, length: 40)
    for (a, b) in zip(
      attend(other, in: sharer, pool, from: count), plain.suffix(pool.shape.outputWidth))
    {
      #expect(abs(Double(a) - b) < 1e-5)
    }
    #expect(attend(qkv, in: owner, pool, from: 40) == before)
  }
}
