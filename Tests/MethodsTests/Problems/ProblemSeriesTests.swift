import Testing

@testable import Methods

@Suite struct ProblemSeriesTests {
  @Test func difficultiesTakeTurns() throws {
    let series = try ProblemSeries(.reverse, difficulties: 3...5, count: 7, seed: 1)
    let problems = Array(series)
    #expect(problems.map(\.difficulty) == [3, 4, 5, 3, 4, 5, 3])
    #expect(problems[3] == ProceduralTask.reverse.problem(difficulty: 3, index: 1, seed: 1))
  }

  @Test func usedUpDifficultiesArePassedOver() throws {
    let series = try ProblemSeries(.reverse, difficulties: 1...3, count: 100, seed: 1)
    let problems = Array(series)
    #expect(problems.count == 100)
    #expect(Set(problems.map(\.prompt)).count == 100)
    #expect(problems.count { $0.difficulty == 1 } == 10)
    #expect(problems.count { $0.difficulty == 2 } == 45)
  }

  @Test func allProblemsCanBeHadAndNoMore() throws {
    #expect(Array(try ProblemSeries(.copy, difficulties: 1...2, count: 110, seed: 1)).count == 110)
    #expect(throws: ProblemSeries.TooMany(available: 110, count: 111)) {
      try ProblemSeries(.copy, difficulties: 1...2, count: 111, seed: 1)
    }
    #expect(Array(try ProblemSeries(.copy, difficulties: 1...2, count: 0, seed: 1)).isEmpty)
  }

  @Test func repeatsKeepTheTurns() throws {
    let problems = Array(
      try ProblemSeries(.copy, difficulties: 1...2, count: 40, seed: 1, repeats: true))
    #expect(problems.count { $0.difficulty == 1 } == 20)
    #expect(Set(problems.filter { $0.difficulty == 1 }.map(\.prompt)).count == 10)
  }

  @Test func aShorterSeriesIsAPrefix() throws {
    let long = Array(try ProblemSeries(.addition, difficulties: 2...6, count: 50, seed: 9))
    let short = Array(try ProblemSeries(.addition, difficulties: 2...6, count: 20, seed: 9))
    #expect(Array(long.prefix(20)) == short)
  }
}
