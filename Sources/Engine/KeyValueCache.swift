import Glibc

// Keys and values of past tokens in pages, so that sequences grow without being moved
// G key and value heads, H numbers a head, H' = H rounded up to whole lanes, P tokens a page
// a page holds for every layer and head the keys (P/8, H, 8) and the values (P, H')

/// How many tokens a page holds.
private let pageTokens = 16

/// The shape of pages, and those that are free.
final class PagePool {
  let shape: AttentionShape
  private let layers: Int
  private var free: [FloatBuffer] = []

  init(_ architecture: Architecture) {
    shape = AttentionShape(architecture)
    layers = architecture.layers
  }

  var valueWidth: Int { roundUp(shape.headWidth, to: laneCount) }
  private var headNumbers: Int { pageTokens * (shape.headWidth + valueWidth) }

  /// Where one head's keys begin in a page.
  func keys(layer: Int, head: Int) -> Int {
    (layer * shape.keyValueHeads + head) * headNumbers
  }

  /// Where one head's values begin in a page.
  func values(layer: Int, head: Int) -> Int {
    keys(layer: layer, head: head) + pageTokens * shape.headWidth
  }

  func take() -> FloatBuffer {
    free.popLast() ?? FloatBuffer(count: layers * shape.keyValueHeads * headNumbers)
  }

  func give(_ pages: [FloatBuffer]) { free += pages }
}

/// The keys and values of one sequence.
struct KeyValueCache {
  private let pool: PagePool
  private(set) var pages: [FloatBuffer] = []

  init(_ pool: PagePool) { self.pool = pool }

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
    let shape = pool.shape
    let headWidth = shape.headWidth
    let page = pages[position / pageTokens].start
    let place = position % pageTokens
    for head in 0..<shape.keyValueHeads {
      let key = row + (shape.heads + head) * headWidth
      let value = key + shape.keyValueHeads * headWidth
      let keys =
        page + pool.keys(layer: layer, head: head) + place / laneCount * headWidth * laneCount
        + place % laneCount
      for i in 0..<headWidth { keys[i &* laneCount] = key[i] }
      let values = page + pool.values(layer: layer, head: head) + place * pool.valueWidth
      for i in 0..<headWidth { values[i] = value[i] }
    }
  }

  /// out (Q·H) ← attention of one row's queries (W) over the first `count` tokens.
  /// - Parameter scores: room for `count` numbers rounded up to whole pages, and H' more.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>, layer: Int, count: Int,
    scores: UnsafeMutablePointer<Float>
  ) {
    let shape = pool.shape
    let (headWidth, width) = (shape.headWidth, pool.valueWidth)
    let room = roundUp(count, to: pageTokens)
    let mixed = scores + room
    for head in 0..<shape.heads {
      let group = head * shape.keyValueHeads / shape.heads
      let query = row + head * headWidth
      let keysFrom = pool.keys(layer: layer, head: group)
      for page in 0..<room / pageTokens {
        let keys = pages[page].start + keysFrom
        var (near, far) = (Lanes.zero, Lanes.zero)
        for i in 0..<headWidth {
          let number = Lanes(repeating: query[i])
          near = multiplyAdd(keys.lanes(i &* laneCount), number, near)
          far = multiplyAdd(keys.lanes((headWidth &+ i) &* laneCount), number, far)
        }
        scores.put(near * shape.scale, at: page * pageTokens)
        scores.put(far * shape.scale, at: page * pageTokens + laneCount)
      }
      _ = softmax(scores, count: count, width: room)
      mix(mixed, scores, valuesFrom: pool.values(layer: layer, head: group), count, width)
      memcpy(out + head * headWidth, mixed, headWidth * MemoryLayout<Float>.stride)
    }
  }

  /// out (H') ← Σ share · value over the first `count` tokens.
  private func mix(
    _ out: UnsafeMutablePointer<Float>, _ shares: UnsafePointer<Float>, valuesFrom: Int,
    _ count: Int, _ width: Int
  ) {
    for i in stride(from: 0, to: width, by: laneCount) {
      var sum = Lanes.zero
      for page in 0..<(count + pageTokens - 1) / pageTokens {
        let values = pages[page].start + valuesFrom + i
        let first = page &* pageTokens
        for place in 0..<min(pageTokens, count &- first) {
          sum = multiplyAdd(
            values.lanes(place &* width), Lanes(repeating: shares[first &+ place]), sum)
        }
      }
      out.put(sum, at: i)
    }
  }

  /// How many numbers of scratch memory `attend` needs.
  static func scratch(context: Int, pool: PagePool) -> Int {
    roundUp(context, to: pageTokens) + pool.valueWidth
  }
}
