import Answers
import Testing

@testable import Methods

@Suite struct ProceduralTaskTests {
  @Test func promptsAndAnswersFitTogether() throws {
    for difficulty in 1...25 {
      for index in 0..<30 {
        let reverse = ProceduralTask.reverse.problem(difficulty: difficulty, index: index, seed: 4)
        #expect(reverse.prompt.count == difficulty + 1)
        #expect(reverse.prompt == String(reverse.solution.reversed()) + "=")
        #expect(reverse.reference == reverse.solution)
        let copy = ProceduralTask.copy.problem(difficulty: difficulty, index: index, seed: 4)
        #expect(copy.prompt == copy.solution + "=")
        let addition = ProceduralTask.addition.problem(
          difficulty: difficulty, index: index, seed: 4)
        let terms = addition.prompt.dropLast().split(separator: "+")
        #expect(terms.allSatisfy { $0.count == difficulty })
        #expect(difficulty == 1 || terms.allSatisfy { $0.first != "0" })
        if difficulty < 18 {
          #expect(terms.compactMap { Int($0) }.reduce(0, +) == Int(addition.solution))
        }
      }
    }
  }

  @Test func chainsOfSumsAreRewrittenStepByStep() throws {
    for index in 0..<50 {
      let problem = ProceduralTask.sums.problem(difficulty: 3, index: index, seed: 1)
      let expressions =
        [String(problem.prompt.dropLast())]
        + problem.solution.split(separator: "=").map(String.init)
      #expect(expressions.map { $0.count { $0 == "+" } } == [3, 2, 1, 0])
      let values = expressions.map { $0.split(separator: "+").compactMap { Int($0) }.reduce(0, +) }
      #expect(Set(values).count == 1)
      #expect(problem.solution.hasSuffix("=" + problem.reference))
      #expect(
        try AnswerExtractor("number").extract(from: problem.solution)?.answer
          == problem.reference)
    }
  }

  @Test func longAdditionCarries() {
    // 20 digits are beyond Int; checked by adding digit by digit from the other end.
    let problem = ProceduralTask.addition.problem(difficulty: 30, index: 1, seed: 2)
    let terms = problem.prompt.dropLast().split(separator: "+").map {
      $0.compactMap(\.wholeNumberValue)
    }
    let sum = problem.solution.compactMap(\.wholeNumberValue)
    func remainder(_ digits: [Int]) -> Int { digits.reduce(0) { ($0 * 10 + $1) % 999_983 } }
    #expect((remainder(terms[0]) + remainder(terms[1])) % 999_983 == remainder(sum))
  }

  @Test func problemsBelowTheCapacityAreDifferent() {
    #expect(ProceduralTask.reverse.capacity(difficulty: 3) == 1000)
    #expect(ProceduralTask.addition.capacity(difficulty: 2) == 8100)
    #expect(ProceduralTask.addition.capacity(difficulty: 1) == 100)
    #expect(ProceduralTask.sums.capacity(difficulty: 1) == 100)
    #expect(ProceduralTask.copy.capacity(difficulty: 40) == .max)
    for task in ProceduralTask.all {
      let capacity = task.capacity(difficulty: 2)
      let prompts = (0..<capacity).map { task.problem(difficulty: 2, index: $0, seed: 7).prompt }
      #expect(Set(prompts).count == capacity)
      #expect(task.problem(difficulty: 2, index: capacity, seed: 7).prompt == prompts[0])
    }
    let long = (0..<2000).map {
      ProceduralTask.reverse.problem(difficulty: 30, index: $0, seed: 7).prompt
    }
    #expect(Set(long).count == 2000)
  }

  @Test func namesAreDifferent() {
    let names = ProceduralTask.all.map(\.name)
    #expect(Set(names).count == names.count)
    for name in names { #expect(ProceduralTask.named(name)?.name == name) }
    #expect(ProceduralTask.named("x") == nil)
  }

  @Test func seedTaskAndDifficultyEachMatter() {
    func digits(_ task: ProceduralTask, _ difficulty: Int, _ seed: UInt64) -> [Substring] {
      (0..<20).map {
        task.problem(difficulty: difficulty, index: $0, seed: seed).prompt.prefix(8)
      }
    }
    let base = digits(.copy, 8, 1)
    #expect(base == digits(.copy, 8, 1))
    #expect(base != digits(.copy, 8, 2))
    #expect(base != digits(.reverse, 8, 1))
    #expect(base != digits(.copy, 9, 1))
  }

  @Test func digitsAreSpreadEvenly() {
    for (difficulty, position) in [(8, 0), (8, 7), (30, 0), (30, 29)] {
      var counts = [Int](repeating: 0, count: 10)
      for index in 0..<5000 {
        let prompt = ProceduralTask.copy.problem(difficulty: difficulty, index: index, seed: 3)
          .prompt
        counts[Int(Array(prompt.utf8)[position] - 0x30)] += 1
      }
      #expect(counts.allSatisfy { (420...580).contains($0) })
    }
  }
}
