import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct MergeTableTests {
  /// Tokens 0 to 3 are a, b, c and d; 4 is bc, 5 ab, 6 abc, 7 aa.
  private func merged(_ symbols: [Int32]) -> [Int32] {
    var table = MergeTable(capacity: 4)
    table.insert(1, 2, .init(rank: 0, token: 4))
    table.insert(0, 1, .init(rank: 1, token: 5))
    table.insert(0, 4, .init(rank: 2, token: 6))
    table.insert(0, 0, .init(rank: 3, token: 7))
    // A pair keeps its first rank.
    table.insert(0, 0, .init(rank: 0, token: 3))
    var (list, output) = (MergeList(), [Int32]())
    list.merge(symbols, with: table, into: &output)
    return output
  }

  @Test func theLowestRankComesFirst() {
    #expect(merged([0, 1, 2]) == [6])
    #expect(merged([0, 1, 3]) == [5, 3])
    #expect(merged([3, 2, 1]) == [3, 2, 1])
    #expect(merged([2]) == [2])
    #expect(merged([]) == [])
  }

  @Test func ofEqualRanksTheLeftmostComesFirst() {
    #expect(merged([0, 0, 0]) == [7, 0])
    #expect(merged([0, 0, 0, 0, 0]) == [7, 7, 0])
    #expect(merged([0, 0, 1, 2, 0, 1]) == [0, 6, 5])
  }

  @Test func longPiecesAreMergedToo() {
    let long = merged(Array(repeating: 0, count: 20_001))
    #expect(long.count == 10_001 && long.dropLast().allSatisfy { $0 == 7 })
  }
}
