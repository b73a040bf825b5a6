import Glibc

// Keys and values of past tokens in pages, so that sequences grow without being moved
// G key and value heads, H numbers a head, P tokens a page
// a page holds for every layer and head the keys (H, P) and the values (P, H): scores of P tokens
// are summed up side by side, and so are the numbers of a result

/// The shape of pages, those that are free, and how many sequences share each of the others.
final class PagePool {
  /// How many tokens a page holds; `CKernels` knows it too.
  static let pageTokens = 16

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

  private var headNumbers: Int { 2 * Self.pageTokens * shape.headWidth }
  private var numbers: Int { layers * shape.keyValueHeads * headNumbers }

  /// Where one head's keys begin in a page.
  func keys(layer: Int, head: Int) -> Int {
    (layer * shape.keyValueHeads + head) * headNumbers
  }

  /// Where one head's values begin in a page.
  func values(layer: Int, head: Int) -> Int {
    keys(layer: layer, head: head) + Self.pageTokens * shape.headWidth
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
