/// The keys and values of one sequence.
struct KeyValueCache {
  private let pool: PagePool
  /// Where they lie, `PagePool.pageTokens` tokens in each.
  private(set) var pages: [PagePool.Page] = []

  init(_ pool: PagePool) { self.pool = pool }

  /// Begins with the first `count` tokens of another sequence.
  ///
  /// Full pages are shared. Not while threads work.
  init(_ pool: PagePool, first count: Int, of other: KeyValueCache) {
    self.pool = pool
    let full = count / PagePool.pageTokens
    pages = Array(other.pages[..<full])
    pool.share(pages)
    if count % PagePool.pageTokens > 0 { pages.append(pool.copy(other.pages[full])) }
  }

  /// Makes room for `count` tokens; not while threads work.
  mutating func reserve(_ count: Int) {
    while pages.count * PagePool.pageTokens < count { pages.append(pool.take()) }
  }

  /// Gives all pages back; not while threads work.
  mutating func clear() {
    pool.give(pages)
    pages = []
  }
}
