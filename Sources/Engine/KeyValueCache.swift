import Glibc

// Keys and values of past tokens in pages, so that sequences grow without being moved
// G key and value heads, H numbers a head, H' = H rounded up to whole lanes, P tokens a page
// a page holds for every layer and head the keys and the values, each (P, H')

/// How many tokens a page holds.
private let pageTokens = 16

/// The shape of pages, and those that are free.
final class PagePool {
  let shape: AttentionShape
  private let layers: Int
  private var all: [FloatBuffer] = []
  private var free: [UnsafeMutablePointer<Float>] = []

  init(_ architecture: Architecture) {
    shape = AttentionShape(architecture)
    layers = architecture.layers
  }

  /// H', the distance of two tokens; what lies between their numbers stays zero.
  var paddedWidth: Int { roundUp(shape.headWidth, to: laneCount) }
  private var headNumbers: Int { 2 * pageTokens * paddedWidth }

  /// Where one head's keys begin in a page.
  func keys(layer: Int, head: Int) -> Int {
    (layer * shape.keyValueHeads + head) * headNumbers
  }

  /// Where one head's values begin in a page.
  func values(layer: Int, head: Int) -> Int {
    keys(layer: layer, head: head) + pageTokens * paddedWidth
  }

  /// A page; the pool owns its memory.
  func take() -> UnsafeMutablePointer<Float> {
    if let page = free.popLast() { return page }
    let page = FloatBuffer(count: layers * shape.keyValueHeads * headNumbers)
    all.append(page)
    return page.start
  }

  func give(_ pages: [UnsafeMutablePointer<Float>]) { free += pages }
}

/// The keys and values of one sequence.
struct KeyValueCache {
  private let pool: PagePool
  private(set) var pages: [UnsafeMutablePointer<Float>] = []

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
    let (shape, width) = (pool.shape, pool.paddedWidth)
    let page = pages[position / pageTokens] + position % pageTokens * width
    let bytes = shape.headWidth * MemoryLayout<Float>.stride
    for head in 0..<shape.keyValueHeads {
      let key = row + (shape.heads + head) * shape.headWidth
      let value = key + shape.keyValueHeads * shape.headWidth
      memcpy(page + pool.keys(layer: layer, head: head), key, bytes)
      memcpy(page + pool.values(layer: layer, head: head), value, bytes)
    }
  }

  /// out (Q·H) ← attention of one row's queries (W) over the first `count` tokens.
  /// - Parameter scores: room for `scratch` numbers.
  func attend(
    _ out: UnsafeMutablePointer<Float>, _ row: UnsafePointer<Float>, layer: Int, count: Int,
    scores: UnsafeMutablePointer<Float>
  ) {
    let (shape, width) = (pool.shape, pool.paddedWidth)
    let room = roundUp(count, to: laneCount)
    let padded = scores + room
    padded.update(repeating: 0, count: width)
    for head in 0..<shape.heads {
      let group = head * shape.keyValueHeads / shape.heads
      let query = row + head * shape.headWidth
      for i in 0..<shape.headWidth { padded[i] = query[i] * shape.scale }
      compare(scores, padded, keysFrom: pool.keys(layer: layer, head: group), count, width)
      _ = softmax(scores, count: count, width: room)
      mix(padded, scores, valuesFrom: pool.values(layer: layer, head: group), count, width)
      memcpy(
        out + head * shape.headWidth, padded, shape.headWidth * MemoryLayout<Float>.stride)
    }
  }

  /// out (count) ← query (H') · key of the first `count` tokens.
  private func compare(
    _ out: UnsafeMutablePointer<Float>, _ query: UnsafePointer<Float>, keysFrom: Int, _ count: Int,
    _ width: Int
  ) {
    forEachToken(keysFrom, count, width) { place, key in
      var sum = Lanes.zero
      var i = 0
      while i < width {
        sum = multiplyAdd(key.lanes(i), query.lanes(i), sum)
        i &+= laneCount
      }
      out[place] = total(sum)
    }
  }

  /// out (H') ← Σ share · value over the first `count` tokens.
  ///
  /// Four lanes at a time read whole cache lines in the order of memory.
  private func mix(
    _ out: UnsafeMutablePointer<Float>, _ shares: UnsafePointer<Float>, valuesFrom: Int,
    _ count: Int, _ width: Int
  ) {
    var from = 0
    while from &+ 4 &* laneCount <= width {
      var sums = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      forEachToken(valuesFrom + from, count, width) { place, value in
        let share = Lanes(repeating: shares[place])
        sums.0 = multiplyAdd(value.lanes(0), share, sums.0)
        sums.1 = multiplyAdd(value.lanes(laneCount), share, sums.1)
        sums.2 = multiplyAdd(value.lanes(2 &* laneCount), share, sums.2)
        sums.3 = multiplyAdd(value.lanes(3 &* laneCount), share, sums.3)
      }
      out.put(sums.0, at: from)
      out.put(sums.1, at: from &+ laneCount)
      out.put(sums.2, at: from &+ 2 &* laneCount)
      out.put(sums.3, at: from &+ 3 &* laneCount)
      from &+= 4 &* laneCount
    }
    while from < width {
      var sum = Lanes.zero
      forEachToken(valuesFrom + from, count, width) { place, value in
        sum = multiplyAdd(value.lanes(0), Lanes(repeating: shares[place]), sum)
      }
      out.put(sum, at: from)
      from &+= laneCount
    }
  }

  /// Goes through the first `count` tokens; `body` gets each one's numbers from an offset of its
  /// page on.
  @inline(__always) private func forEachToken(
    _ offset: Int, _ count: Int, _ width: Int, _ body: (Int, UnsafePointer<Float>) -> Void
  ) {
    for page in 0..<(count + pageTokens - 1) / pageTokens {
      let first = page &* pageTokens
      var numbers = UnsafePointer(pages[page] + offset)
      for place in first..<min(first &+ pageTokens, count) {
        body(place, numbers)
        numbers += width
      }
    }
  }

  /// How many numbers of scratch memory `attend` needs.
  static func scratch(context: Int, pool: PagePool) -> Int {
    roundUp(context, to: laneCount) + pool.paddedWidth
  }
}
