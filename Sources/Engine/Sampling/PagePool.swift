import CKernels
import Glibc

// Keys and values of past tokens in pages, so that sequences grow without being moved and share what they
// have in common (PagedAttention, Kwon and others 2023)
// Q query heads, G key and value heads, H numbers a head, P tokens a page
// a page holds for every layer and head the keys (H, P) and the values (P, H): scores of P tokens
// are summed up side by side, and so are the numbers of a result

/// The shape of pages, those that are free, and how many sequences share each of the others.
final class PagePool {
  /// One page; the pool owns its memory.
  typealias Page = UnsafeMutablePointer<Float>

  /// How many tokens a page holds; `CKernels` knows it too.
  static let pageTokens = 16

  let shape: AttentionShape
  private let layers: Int
  /// Where pages lie, many of them in one.
  private var slabs: [FloatBuffer] = []
  private var free: [Page] = []
  private var owners: [Page: Int] = [:]

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

  /// A page for one sequence.
  func take() -> Page {
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
  func copy(_ page: Page) -> Page {
    let result = take()
    memcpy(result, page, numbers * MemoryLayout<Float>.stride)
    return result
  }

  /// Lets one more sequence read pages that are no longer written to.
  func share(_ pages: some Sequence<Page>) {
    for page in pages { owners[page, default: 0] += 1 }
  }

  /// Takes pages back from one sequence.
  func give(_ pages: [Page]) {
    for page in pages {
      let left = owners[page, default: 1] - 1
      owners[page] = left == 0 ? nil : left
      if left == 0 { free.append(page) }
    }
  }
}

// MARK: - Reading and writing

extension PagePool {
  /// Keeps the key and value heads of one row (W) of a layer in the pages of its sequence.
  func put(
    _ row: UnsafePointer<Float>, into pages: UnsafePointer<Page>, layer: Int, position: Int
  ) {
    let (page, place) = (pages[position / Self.pageTokens], position % Self.pageTokens)
    let width = shape.headWidth
    for head in 0..<shape.keyValueHeads {
      let key = row + (shape.heads + head) * width
      var column = page + keys(layer: layer, head: head) + place
      for i in 0..<width {
        column.pointee = key[i]
        column += Self.pageTokens
      }
      memcpy(
        page + values(layer: layer, head: head) + place * width,
        key + shape.keyValueHeads * width, width * MemoryLayout<Float>.stride)
    }
  }

  /// out (Q·H) ← attention of one row's queries (W) over the first `count` tokens in the pages of its
  /// sequence, or the last `window` of these.
  /// - Parameter scores: room for `scratch` numbers.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>,
    over pages: UnsafePointer<Page>, layer: Int, count: Int, window: Int?,
    scores: UnsafeMutablePointer<Float>
  ) {
    let heads = shape.heads / shape.keyValueHeads
    let hidden = window.map { max(0, count - $0) } ?? 0
    let skipped = hidden / Self.pageTokens
    let left = count - skipped * Self.pageTokens
    let seen = (left + Self.pageTokens - 1) / Self.pageTokens
    (pages + skipped).withMemoryRebound(to: UnsafePointer<Float>.self, capacity: seen) { pages in
      for group in 0..<shape.keyValueHeads {
        let from = group * heads * shape.headWidth
        kernels.attend(
          out + from, row + from, pages, keys(layer: layer, head: group),
          values(layer: layer, head: group), hidden % Self.pageTokens, left, heads,
          shape.headWidth, shape.scale, scores)
      }
    }
  }

  /// How many numbers of scratch memory `attend` needs for `tokens` tokens.
  static func scratch(tokens: Int, _ shape: AttentionShape) -> Int {
    roundUp(tokens, to: pageTokens) * (shape.heads / shape.keyValueHeads)
  }
}
