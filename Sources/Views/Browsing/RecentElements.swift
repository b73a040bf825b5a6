/// The last elements of a list that may be long.
struct RecentElements<Element> {
  private let capacity: Int
  private var elements: [Element] = []
  /// Where the oldest element is, once there are as many as are kept.
  private var oldest = 0

  /// Keeps so many elements at most.
  init(_ capacity: Int) { self.capacity = capacity }

  /// Adds an element; the oldest makes room for it.
  mutating func append(_ element: Element) {
    guard capacity > 0 else { return }
    if elements.count < capacity {
      elements.append(element)
    } else {
      elements[oldest] = element
      oldest = (oldest + 1) % capacity
    }
  }

  /// Gives all, the oldest first, and keeps none.
  mutating func removeAll() -> [Element] {
    defer { (elements, oldest) = ([], 0) }
    return Array(elements[oldest...] + elements[..<oldest])
  }
}
