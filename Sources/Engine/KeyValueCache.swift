import CKernels
import Glibc

// Keys and values of past tokens in pages, so that sequences grow without being moved
// Q query heads, G key and value heads, H numbers a head, P tokens a page
// a page holds for every layer and head the keys (H, P) and the values (P, H): scores of P tokens
// are summed up side by side, and so are the numbers of a result

/// How many tokens a page holds; `CKernels` knows it too.
private let pageTokens = 16

/// The shape of pages, those that are free, and how many sequences share each of the others.
final class PagePool {
  let shape: AttentionShape
  private let layers: Int
  /// Where pages lie, many of them in one.
  private var slabs: [FloatBuffer] = []
  private var free: [UnsafeMutablePointer<Float>] = []
  private var owners: [UnsafeMutablePointer<Float>: Int] = [:]

  init(_ architecture: Architecture) {
    shape = AttentionShape(architecture)
    layers = architecture.layers
  }

  private var headNumbers: Int { 2 * pageTokens * shape.headWidth }
  private var numbers: Int { layers * shape.keyValueHeads * headNumbers }

  /// Where one head's keys begin in a page.
  func keys(layer: Int, head: Int) -> Int {
    (layer * shape.keyValueHeads + head) * headNumbers
  }

  /// Where one head's values begin in a page.
  func values(layer: Int, head: Int) -> Int {
    keys(layer: layer, head: head) + pageTokens * shape.headWidth
  }

  /// A page; the pool owns its memory.
  func take() -> UnsafeMutablePointer<Float> {
    if free.isEmpty { addSlab() }
    let page = free.removeLast()
    owners[page] = 1
    return page
  }

  /// Makes some megabytes of free pages.
  private func addSlab() {
    // Not a multiple of 4 KiB, so that equal places of pages do not drive each other from the cache.
    let pace = numbers + 5 * laneCount
    let slab = FloatBuffer(count: pace * max(1, (1 << 20) / pace))
    slabs.append(slab)
    for place in stride(from: 0, to: slab.count, by: pace).reversed() {
      free.append(slab.start + place)
    }
  }

  /// A page with the numbers of another.
  func copy(_ page: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> {
    let result = take()
    memcpy(result, page, numbers * MemoryLayout<Float>.stride)
    return result
  }

  /// Lets one more sequence read pages that nobody writes to any more.
  func share(_ pages: some Sequence<UnsafeMutablePointer<Float>>) {
    for page in pages { owners[page, default: 0] += 1 }
  }

  /// Takes pages back from one sequence.
  func give(_ pages: [UnsafeMutablePointer<Float>]) {
    for page in pages {
      let left = owners[page, default: 1] - 1
      owners[page] = left == 0 ? nil : left
      if left == 0 { free.append(page) }
    }
  }
}

/// The keys and values of one sequence.
struct KeyValueCache {
  private let pool: PagePool
  private var pages: [UnsafeMutablePointer<Float>] = []

  init(_ pool: PagePool) { self.pool = pool }

  /// Begins with the first `count` tokens of another sequence.
  ///
  /// Full pages are shared. Not while threads work.
  init(_ pool: PagePool, first count: Int, of other: KeyValueCache) {
    self.pool = pool
    let full = count / pageTokens
    pages = Array(other.pages[..<full])
    pool.share(pages)
    if count % pageTokens > 0 { pages.append(pool.copy(other.pages[full])) }
  }

  /// Makes room for `count` tokens; not while threads work.
  mutating func reserve(_ count: Int) {
    while pages.count * pageTokens < count { pages.append(pool.take()) }
  }

  /// Gives all pages back; not while threads work.
  mutating func clear() {
    pool.give(pages)
    pages = []
  }

  /// Keeps the key and value heads of one row (W) of a layer.
  func put(_ row: UnsafePointer<Float>, layer: Int, position: Int) {
    let (shape, place) = (pool.shape, position % pageTokens)
    let page = pages[position / pageTokens]
    let width = shape.headWidth
    for head in 0..<shape.keyValueHeads {
      let key = row + (shape.heads + head) * width
      var column = page + pool.keys(layer: layer, head: head) + place
      for i in 0..<width {
        column.pointee = key[i]
        column += pageTokens
      }
      memcpy(
        page + pool.values(layer: layer, head: head) + place * width,
        key + shape.keyValueHeads * width, width * MemoryLayout<Float>.stride)
    }
  }

  /// out (Q·H) ← attention of one row's queries (W) over the first `count` tokens.
  /// - Parameter scores: room for `scratch` numbers.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>, layer: Int, count: Int,
    scores: UnsafeMutablePointer<Float>
  ) {
    let shape = pool.shape
    let heads = shape.heads / shape.keyValueHeads
    pages.withUnsafeBufferPointer { pages in
      guard let first = pages.baseAddress else { return }
      first.withMemoryRebound(to: UnsafePointer<Float>.self, capacity: pages.count) { pages in
        for group in 0..<shape.keyValueHeads {
          let from = group * heads * shape.headWidth
          kernels.attend(
            out + from, row + from, pages, pool.keys(layer: layer, head: group),
            pool.values(layer: layer, head: group), count, heads, shape.headWidth, shape.scale,
            scores)
        }
      }
    }
  }

  /// How many numbers of scratch memory `attend` needs.
  static func scratch(context: Int, shape: AttentionShape) -> Int {
    roundUp(context, to: pageTokens) * (shape.heads / shape.keyValueHeads)
  }
}
