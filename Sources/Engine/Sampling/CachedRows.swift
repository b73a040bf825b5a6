/// Tokens of sequences whose keys and values are in caches: their last ones, or what a prompt adds.
///
/// A token sees what its cache has up to its own place, so several rows of one sequence may go through
/// the model together: within a layer the cache takes the keys and values of all before one attends.
/// What a row becomes does not depend on the other rows, nor on who computed the keys and values of
/// its sequence before.
struct CachedRows: TokenRows {
  private(set) var tokens: [Int32] = []
  private(set) var positions: [Int] = []
  private let pool: PagePool
  /// The pages of all sequences, and where those of each row's sequence begin.
  private var pages: [PagePool.Page] = []
  private var firstPages: [Int] = []
  private var longest = 0

  init(_ pool: PagePool) { self.pool = pool }

  /// Adds tokens that follow each other.
  /// - Parameters:
  ///   - position: the place of the first in its sequence.
  ///   - cache: the sequence's; it has room for all of them.
  mutating func append(_ tokens: some Collection<Int32>, at position: Int, _ cache: KeyValueCache) {
    self.tokens += tokens
    positions += position..<position + tokens.count
    firstPages += Array(repeating: pages.count, count: tokens.count)
    pages += cache.pages
    longest = max(longest, position + tokens.count)
  }

  func scratch(_ shape: AttentionShape) -> Int {
    // In large steps, as it grows with every token.
    PagePool.scratch(tokens: roundUp(longest, to: 1024), shape)
  }

  func keep(_ qkv: UnsafePointer<Float>, layer: Int) {
    forEachRow { row, pages in
      pool.put(
        qkv + row * pool.shape.rowWidth, into: pages, layer: layer, position: positions[row])
    }
  }

  func attend(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, layer: Int, _ attention: Attention,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let shape = attention.shape
    forEachRow { row, pages in
      pool.attend(
        out + row * shape.outputWidth, qkv + row * shape.rowWidth, over: pages, layer: layer,
        count: positions[row] + 1, window: attention.window, scores: scratch)
    }
  }

  private func forEachRow(_ body: (Int, UnsafePointer<PagePool.Page>) -> Void) {
    pages.withUnsafeBufferPointer { pages in
      guard let start = pages.baseAddress else { return }
      for (row, first) in firstPages.enumerated() { body(row, start + first) }
    }
  }
}
