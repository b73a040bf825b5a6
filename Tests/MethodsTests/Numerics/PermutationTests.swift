import Testing

@testable import Methods

@Suite struct PermutationTests {
  @Test(arguments: [1, 2, 3, 10, 100, 1000, 4097])
  func everyPlaceIsTakenOnce(_ size: Int) {
    let permutation = Permutation(size: size, key: 3)
    #expect((0..<size).map { permutation[$0] }.sorted() == Array(0..<size))
  }

  @Test func keysGiveDifferentOrders() {
    let first = (0..<100).map { Permutation(size: 1000, key: 1)[$0] }
    let second = (0..<100).map { Permutation(size: 1000, key: 2)[$0] }
    #expect(first != second)
    #expect(zip(first, second).count { $0 == $1 } < 5)
    #expect(first != first.sorted())
  }
}
