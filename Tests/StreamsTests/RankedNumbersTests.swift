import Foundation
import Randomness
import Streams
import Testing

struct RankedNumbersTests {
  private func list(_ values: [Double]) throws -> RankedNumbers {
    let list = try RankedNumbers(in: FileManager.default.temporaryDirectory.path)
    for (place, value) in values.enumerated() { try list.append(.init(value, key: UInt64(place))) }
    return list
  }

  @Test func everyRankIsThatOfTheSortedList() throws {
    var generator = CounterGenerator(key: 7)
    let special: [Double] = [
      0, -0.0, .infinity, -.infinity, Double.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1, 1,
      -1, 0.1,
    ]
    let values =
      special
      + (0..<500).map { _ in
        Double.random(in: -1...1, using: &generator)
          * pow(10, Double.random(in: -9...9, using: &generator))
      }
    let list = try list(values)
    let sorted = values.enumerated().map { RankedNumbers.Entry($0.element, key: UInt64($0.offset)) }
      .sorted()
    #expect(list.count == values.count)
    for rank in sorted.indices { #expect(try list.element(rank: rank) == sorted[rank]) }
  }

  @Test func equalNumbersAreOrderedByTheirKeys() throws {
    let list = try list([2, 2, 1, 2])
    #expect(try (0..<4).map { try list.element(rank: $0).key } == [2, 0, 1, 3])
  }

  @Test func numbersComeInTheirOrder() throws {
    let values = (0..<100_000).map { Double($0 % 977) - 400 }
    let list = try list(values)
    var found: [Double] = []
    try list.forEach { found.append($0) }
    #expect(found == values)
  }
}
