import Testing

@testable import Methods

@Suite struct DifficultyPlanTests {
  /// Carries out a plan; samples come from a closure.
  private func run(
    _ order: [Int], most: Int = 40, _ answer: (_ problem: Int, _ number: Int) -> String
  ) -> (answers: [[String?]], greedy: [Int], steps: [DifficultyPlan.Step]) {
    var plan = DifficultyPlan(order: order, most: most)
    var answers = [[String?]](repeating: [], count: order.count)
    var greedy: [Int] = []
    var steps: [DifficultyPlan.Step] = []
    while let step = plan.next(answers: { answers[$0] }) {
      steps.append(step)
      switch step {
      case .greedy(let problems): greedy += problems
      case .draw(let draws):
        for draw in draws {
          for _ in 0..<draw.count {
            answers[draw.problem].append(answer(draw.problem, answers[draw.problem].count))
          }
        }
      }
    }
    return (answers, greedy, steps)
  }

  @Test func easyProblemsGetOneGreedyAnswer() {
    // Of 100 problems the last ten disagree with themselves.
    let result = run(Array(0..<100)) { problem, number in
      problem >= 90 && number % 2 == 1 ? "b" : "a"
    }
    // The hardest window is not of one mind, the next one is.
    #expect(result.greedy == Array(0..<36))
    #expect(result.answers[..<36].allSatisfy { $0.isEmpty })
    #expect(result.answers[36..<90].allSatisfy { $0.count == 4 })
    // Equal votes never are sure.
    #expect(result.answers[90...].allSatisfy { $0.count == 40 })
  }

  @Test func theNextProblemsGetWhatTheLastOnesNeeded() {
    // Every problem needs 8: a, a, a, b, a, a, a, a gives 7 to 1.
    let result = run(Array(0..<32)) { _, number in number == 3 ? "b" : "a" }
    #expect(result.greedy.isEmpty)
    #expect(result.answers.allSatisfy { $0.count == 8 })
    // All get 4 for being judged; the first 16 then get 4 more in a step of their own, and the
    // others as many at once.
    #expect(result.steps.count == 1 + 32)
    let mixed = run(Array(0..<40)) { problem, number in
      problem < 24 ? (number == 3 ? "b" : "a") : "a"
    }
    // Sure at 4, they still get the 8 that those before them needed, until these are forgotten.
    #expect(mixed.answers[24].count == 8)
    #expect(mixed.answers[39].count == 4)
  }

  @Test func noProblemGetsMoreThanTheMost() {
    let result = run([1, 0], most: 6) { _, number in number % 2 == 0 ? "a" : "b" }
    #expect(result.answers.map(\.count) == [6, 6])
    let none = run([], most: 6) { _, _ in "a" }
    #expect(none.steps.isEmpty)
    let one = run([0], most: 2) { _, _ in "a" }
    #expect(one.answers == [["a", "a"]])
  }
}
