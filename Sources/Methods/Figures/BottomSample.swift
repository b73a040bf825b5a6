/// The elements with the smallest hashes of a stream, however long it is.
///
/// A sample without replacement that depends on the hashes alone, not on the order: two streams of
/// the same ids give samples of the same ids (Broder 1997, «On the resemblance and containment of
/// documents»). A heap; adding costs O(log capacity).
package struct BottomSample<Element> {
  /// How many elements are kept at most.
  package let capacity: Int
  /// How many were offered.
  package private(set) var offered = 0
  /// A binary heap, the largest hash first; of equal hashes the one that came later.
  private var heap: [(hash: UInt64, order: Int, element: Element)] = []

  /// Keeps nothing yet.
  package init(capacity: Int) {
    precondition(capacity > 0, "something is kept")
    self.capacity = capacity
  }

  /// Offers an element, which is made only if it is kept.
  package mutating func add<Failure: Error>(
    hash: UInt64, _ element: () throws(Failure) -> Element
  ) throws(Failure) {
    offered += 1
    if heap.count < capacity {
      heap.append((hash, offered, try element()))
      rise()
    } else if hash < heap[0].hash {
      heap[0] = (hash, offered, try element())
      sink()
    }
  }

  /// What is kept, with hashes that grow.
  package var sorted: [(hash: UInt64, element: Element)] {
    heap.sorted { ($0.hash, $0.order) < ($1.hash, $1.order) }.map { ($0.hash, $0.element) }
  }

  /// What is kept, in the order in which it came.
  package var inOrder: [Element] { heap.sorted { $0.order < $1.order }.map(\.element) }

  /// Gives the elements that have one hash in both samples to a closure, by growing hashes.
  package func forEachPair(with other: Self, _ body: (Element, Element) -> Void) {
    let (ours, theirs) = (sorted, other.sorted)
    var (first, second) = (0, 0)
    while first < ours.count, second < theirs.count {
      let (one, other) = (ours[first], theirs[second])
      if one.hash == other.hash { body(one.element, other.element) }
      if one.hash <= other.hash { first += 1 }
      if other.hash <= one.hash { second += 1 }
    }
  }

  private func isLarger(_ a: Int, _ b: Int) -> Bool {
    (heap[a].hash, heap[a].order) > (heap[b].hash, heap[b].order)
  }

  private mutating func rise() {
    var place = heap.count - 1
    while place > 0, isLarger(place, (place - 1) / 2) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  private mutating func sink() {
    var place = 0
    while true {
      var largest = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && isLarger(child, largest) {
        largest = child
      }
      if largest == place { return }
      heap.swapAt(place, largest)
      place = largest
    }
  }
}

extension BottomSample: Sendable where Element: Sendable {}
