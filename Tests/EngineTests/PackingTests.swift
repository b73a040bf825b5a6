import Testing

@testable import Engine

@Suite struct PackingTests {
  @Test func sequencesLieEndToEnd() {
    var packing = Packing()
    packing.append([1, 2], [3])
    packing.append([4])
    packing.append([5, 6])
    #expect(packing.tokens == [1, 2, 3, 4, 5, 6])
    #expect(packing.positions == [0, 1, 2, 0, 0, 1])
    #expect((packing.rows, packing.count, packing.longest) == (6, 3, 3))
    #expect((0..<3).map(packing.range) == [0..<3, 3..<4, 4..<6])
  }
}
