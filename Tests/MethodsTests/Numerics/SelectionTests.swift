import Randomness
import Testing

@testable import Methods

@Suite struct SelectionTests {
  @Test func agreesWithSorting() {
    var generator = CounterGenerator(key: 5)
    for count in [1, 2, 3, 10, 101, 1000] {
      for spread in [1, 3, 1_000_000] {
        let values = (0..<count).map { _ in Double(Int.random(in: 0..<spread, using: &generator)) }
        let sorted = values.sorted()
        for rank in Set([0, count / 3, count / 2, count - 1]) {
          var copy = values
          #expect(Selection.element(rank, of: &copy) == sorted[rank])
          #expect(copy.sorted() == sorted)
        }
      }
    }
  }

  @Test func ordersThatMisleadThePivotStillEnd() {
    let count = 4096
    var organ = (0..<count).map { Double(min($0, count - $0)) }
    let sorted = organ.sorted()
    #expect(Selection.element(count - 2, of: &organ) == sorted[count - 2])
    var infinite: [Double] = [.infinity, 1, .infinity]
    #expect(Selection.element(2, of: &infinite) == .infinity)
  }
}
