import Testing

@testable import Methods

@Suite struct ExtractorComparisonTests {
  @Test func countsAndRanks() {
    var comparison = ExtractorComparison(names: ["one", "two"], mostCases: 2)
    comparison.add(id: "same", answers: [["1", "1"], ["1", "1"]])
    comparison.add(id: "split", answers: [["1", "2", "2", nil], ["1", "1", "2", "1"]])
    comparison.add(id: "alone", answers: [["1", "1"], [nil, nil]])
    comparison.add(id: "flipped", answers: [["1", "1"], ["2", "2"]])
    #expect(comparison.problems == 4)
    #expect(comparison.samples == 10)
    #expect(comparison.found == [9, 8])
    let expected = ExtractorComparison.Pair(
      first: 0, second: 1, agree: 4, differ: 3, oneAlone: 3, otherWinner: 3)
    #expect(comparison.pairs == [expected])
    #expect(comparison.cases.map(\.id) == ["flipped", "split"])
    #expect(comparison.cases.map(\.effect) == [1, 0.625])
    #expect(comparison.cases[1].winners.map(\.answer) == ["2", "1"])
  }
}
