import CKernels
import Glibc

/// The keys and values of one sequence.
struct KeyValueCache {
  private static let pageTokens = PagePool.pageTokens
  private let pool: PagePool
  private var pages: [UnsafeMutablePointer<Float>] = []

  init(_ pool: PagePool) { self.pool = pool }

  /// Begins with the first `count` tokens of another sequence.
  ///
  /// Full pages are shared. Not while threads work.
  init(_ pool: PagePool, first count: Int, of other: KeyValueCache) {
    self.pool = pool
    let full = count / Self.pageTokens
    pages = Array(other.pages[..<full])
    pool.share(pages)
    if count % Self.pageTokens > 0 { pages.append(pool.copy(other.pages[full])) }
  }

  /// Makes room for `count` tokens; not while threads work.
  mutating func reserve(_ count: Int) {
    while pages.count * Self.pageTokens < count { pages.append(pool.take()) }
  }

  /// Gives all pages back; not while threads work.
  mutating func clear() {
    pool.give(pages)
    pages = []
  }

  /// Keeps the key and value heads of one row of qkv (R, W) of a layer.
  func put(_ qkv: UnsafePointer<Float>, row: Int, layer: Int, position: Int) {
    let (shape, place) = (pool.shape, position % Self.pageTokens)
    let row = qkv + row * shape.rowWidth
    let page = pages[position / Self.pageTokens]
    let width = shape.headWidth
    for head in 0..<shape.keyValueHeads {
      let key = row + (shape.heads + head) * width
      var column = page + pool.keys(layer: layer, head: head) + place
      for i in 0..<width {
        column.pointee = key[i]
        column += Self.pageTokens
      }
      memcpy(
        page + pool.values(layer: layer, head: head) + place * width,
        key + shape.keyValueHeads * width, width * MemoryLayout<Float>.stride)
    }
  }

  /// out (Q·H) ← attention of one row's queries (W) over the first `count` tokens, or the last `window`
  /// of these.
  /// - Parameter scores: room for `scratch` numbers.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>, layer: Int, count: Int,
    window: Int?, scores: UnsafeMutablePointer<Float>
  ) {
    let shape = pool.shape
    let heads = shape.heads / shape.keyValueHeads
    let hidden = window.map { max(0, count - $0) } ?? 0
    let skipped = hidden / Self.pageTokens
    pages.withUnsafeBufferPointer { pages in
      guard let first = pages.baseAddress else { return }
      first.withMemoryRebound(to: UnsafePointer<Float>.self, capacity: pages.count) { pages in
        for group in 0..<shape.keyValueHeads {
          let from = group * heads * shape.headWidth
          kernels.attend(
            out + from, row + from, pages + skipped, pool.keys(layer: layer, head: group),
            pool.values(layer: layer, head: group), hidden % Self.pageTokens,
            count - skipped * Self.pageTokens, heads, shape.headWidth, shape.scale, scores)
        }
      }
    }
  }

  /// How many numbers of scratch memory `attend` needs.
  static func scratch(context: Int, shape: AttentionShape) -> Int {
    roundUp(context, to: Self.pageTokens) * (shape.heads / shape.keyValueHeads)
  }
}
