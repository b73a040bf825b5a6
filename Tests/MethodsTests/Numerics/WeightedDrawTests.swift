import Methods
import Randomness
import Testing

struct WeightedDrawTests {
  /// Robust active distillation: p ∝ 1/g for gains 0.9, 0.6 and 0.3.
  @Test func theFirstOfADrawHasTheProbabilityOfItsWeight() {
    let weights = [1 / 0.9, 1 / 0.6, 1 / 0.3]
    var counts = [0, 0, 0]
    var generator = CounterGenerator(key: 1)
    let draws = 20_000
    for _ in 0..<draws {
      let priorities = weights.map { WeightedDraw.priority(weight: $0, key: generator.next()) }
      let first = priorities.indices.max { priorities[$0] < priorities[$1] } ?? 0
      counts[first] += 1
    }
    for (count, expected) in zip(counts, [0.1818, 0.2727, 0.5455]) {
      #expect((Double(count) / Double(draws) - expected).magnitude < 0.015)
    }
  }
}
