/// A growing list that keeps its memory when it is emptied.
///
/// Unlike an array it has one owner, so it needs neither reference counts nor uniqueness checks.
struct ReusableBuffer<Element>: ~Copyable {
  // No memory before it is needed: many short records are held at once, and most have no samples.
  private var start = UnsafeMutablePointer<Element>.allocate(capacity: 0)
  private var capacity = 0
  private(set) var count = 0

  /// The elements; valid until the list is changed or destroyed.
  var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: start, count: count) }

  /// Adds an element.
  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    (start + count).initialize(to: element)
    count += 1
  }

  /// Adds elements.
  mutating func append(contentsOf more: UnsafeBufferPointer<Element>) {
    guard let first = more.baseAddress else { return }
    if count + more.count > capacity { grow(to: count + more.count) }
    (start + count).initialize(from: first, count: more.count)
    count += more.count
  }

  /// Removes all elements.
  mutating func removeAll() {
    start.deinitialize(count: count)
    count = 0
  }

  private mutating func grow(to least: Int) {
    let more = max(least, 2 * capacity, 4)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: more)
    larger.moveInitialize(from: start, count: count)
    start.deallocate()
    start = larger
    capacity = more
  }

  deinit {
    start.deinitialize(count: count)
    start.deallocate()
  }
}
