/// Which neighbouring tokens become one, and which of two pairs first (byte pair encoding, Sennrich
/// and others 2016).
struct MergeTable: Sendable {
  /// A pair's place in the order of merges, and the token that it becomes.
  struct Merge {
    let rank: UInt32
    let token: Int32
  }

  /// Open addressing: a power of two places, at most half of them taken.
  private var keys: [UInt64]
  private var merges: [Merge]
  private static let empty = UInt64.max

  /// Makes room for so many merges.
  init(capacity: Int) {
    var places = 16
    while places < 2 * capacity { places *= 2 }
    keys = Array(repeating: Self.empty, count: places)
    merges = Array(repeating: Merge(rank: 0, token: 0), count: places)
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Where a key is, or would be.
  @inline(__always) private func place(of key: UInt64) -> Int {
    let mask = keys.count &- 1
    var place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while keys[place] != key, keys[place] != Self.empty { place = (place &+ 1) & mask }
    return place
  }

  /// Adds a merge; a pair that is there already keeps its rank.
  mutating func insert(_ left: Int32, _ right: Int32, _ merge: Merge) {
    let key = Self.key(left, right)
    let place = place(of: key)
    guard keys[place] == Self.empty else { return }
    keys[place] = key
    merges[place] = merge
  }

  /// What a pair becomes, nil if it stays two.
  @inline(__always) func merge(of left: Int32, _ right: Int32) -> Merge? {
    let place = place(of: Self.key(left, right))
    return keys[place] == Self.empty ? nil : merges[place]
  }
}

/// A piece of text while its tokens are merged; its memory is used again.
struct MergeList {
  private var tokens: [Int32] = []
  /// The places of the neighbours, −1 at the ends.
  private var before: [Int32] = []
  private var after: [Int32] = []
  private var queue = MergeQueue()

  /// Merges the lowest rank first, of equal ones the leftmost, and appends what is left.
  mutating func merge(
    _ symbols: [Int32], with table: MergeTable, into output: inout [Int32]
  ) {
    if symbols.count < 2 {
      output += symbols
      return
    }
    tokens = symbols
    before.removeAll(keepingCapacity: true)
    after.removeAll(keepingCapacity: true)
    for place in symbols.indices {
      before.append(Int32(place - 1))
      after.append(place + 1 < symbols.count ? Int32(place + 1) : -1)
    }
    for place in symbols.indices.dropLast() { offer(place, table) }
    while let (place, rank) = queue.take() {
      let next = Int(after[place])
      // What was queued may have been merged away, or with another neighbour.
      guard tokens[place] >= 0, next >= 0,
        let merge = table.merge(of: tokens[place], tokens[next]), merge.rank == rank
      else { continue }
      tokens[place] = merge.token
      tokens[next] = -1
      after[place] = after[next]
      if after[next] >= 0 { before[Int(after[next])] = Int32(place) }
      offer(place, table)
      if before[place] >= 0 { offer(Int(before[place]), table) }
    }
    var place = 0
    while place >= 0 {
      output.append(tokens[place])
      place = Int(after[place])
    }
  }

  private mutating func offer(_ place: Int, _ table: MergeTable) {
    guard after[place] >= 0, let merge = table.merge(of: tokens[place], tokens[Int(after[place])])
    else { return }
    queue.put(place, rank: merge.rank)
  }
}

/// Places by rank, then by place: a binary heap.
private struct MergeQueue {
  private var heap: [UInt64] = []

  mutating func put(_ place: Int, rank: UInt32) {
    heap.append(UInt64(rank) << 32 | UInt64(place))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent] <= heap[child] { break }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  mutating func take() -> (place: Int, rank: UInt32)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var child = 2 * parent + 1
        if child >= heap.count { break }
        if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
        if heap[parent] <= heap[child] { break }
        heap.swapAt(parent, child)
        parent = child
      }
    }
    return (Int(first & 0xFFFF_FFFF), UInt32(first >> 32))
  }
}
