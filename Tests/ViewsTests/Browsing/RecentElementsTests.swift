import Testing

@testable import Views

/// The last elements of a list.
struct RecentElementsTests {
  @Test(arguments: 0..<5, 0..<12)
  func theLastAreGivenOldestFirst(_ capacity: Int, _ count: Int) {
    var recent = RecentElements<Int>(capacity)
    for number in 0..<count { recent.append(number) }
    #expect(recent.removeAll() == Array((0..<count).suffix(capacity)))
    #expect(recent.removeAll().isEmpty)
    recent.append(99)
    #expect(recent.removeAll() == (capacity == 0 ? [] : [99]))
  }
}
