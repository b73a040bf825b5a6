import Methods
import Randomness
import Testing

@Suite struct DifficultyRankingTests {
  @Test func everyProblemIsRankedInEveryRound() {
    for count in [0, 1, 2, 8, 9, 16, 61] {
      var generator = CounterGenerator(key: 1)
      let ranking = DifficultyRanking(count: count, using: &generator)
      var times = [Int](repeating: 0, count: count)
      for batch in ranking.batches {
        #expect(Set(batch).count == batch.count)
        #expect(batch.count == min(8, count))
        for problem in batch { times[problem] += 1 }
      }
      #expect(times.allSatisfy { $0 >= (count > 1 ? 5 : 0) })
    }
  }

  @Test func trueOrdersGiveTheTrueOrder() {
    var generator = CounterGenerator(key: 7)
    let ranking = DifficultyRanking(count: 40, using: &generator)
    let orders = ranking.batches.map { batch in
      batch.indices.sorted { batch[$0] < batch[$1] }
    }
    // Mean ranks within random batches: nearly, not wholly, the true order.
    let problems = ranking.problems(orders: orders)
    #expect(Set(problems) == Set(0..<40))
    #expect(problems.prefix(10).allSatisfy { $0 < 20 })
    #expect(problems.suffix(10).allSatisfy { $0 >= 20 })
    #expect(ranking.problems(orders: orders.map { _ in nil }) == Array(0..<40))
  }

  @Test(
    arguments: [
      ("Q2, Q1, Q3", [1, 0, 2]), ("I think Q1 is hard. Ranking: [Q3,Q2,Q1]", [2, 1, 0]),
      ("Q1, Q2", nil), ("Q1, Q1, Q2", nil), ("Q1, Q2, Q4", nil), ("", nil),
      ("Q1 Q2 Q3 Q99999999999999999999", [0, 1, 2]),
    ] as [(String, [Int]?)])
  func ordersAreRead(_ text: String, _ order: [Int]?) {
    #expect(DifficultyRanking.order(in: text, count: 3) == order)
  }
}
