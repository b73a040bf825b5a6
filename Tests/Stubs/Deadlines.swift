/// Things that are to be done at certain times, the earliest first; equal times in any order.
struct Deadlines<Item> {
  /// A binary heap: no entry is due before the one at half its place.
  private var heap: [(due: Double, item: Item)] = []

  /// When the first is due, nil if there is none.
  var first: Double? { heap.first?.due }

  /// Adds something.
  mutating func add(_ due: Double, _ item: Item) {
    heap.append((due, item))
    var place = heap.count - 1
    while place > 0, heap[place].due < heap[(place - 1) / 2].due {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes one that is due.
  mutating func take(at now: Double) -> Item? {
    guard let top = heap.first, top.due <= now else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var place = 0
    while true {
      let children = (2 * place + 1)..<min(2 * place + 3, max(heap.count, 2 * place + 1))
      guard let least = children.min(by: { heap[$0].due < heap[$1].due }),
        heap[least].due < heap[place].due
      else { return top.item }
      heap.swapAt(place, least)
      place = least
    }
  }
}
