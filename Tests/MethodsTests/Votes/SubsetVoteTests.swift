import Randomness
import Testing

@testable import Methods

@Suite struct SubsetVoteTests {
  @Test func workedNumbers() throws {
    let answers = ["A", "A", "B", "C"]
    let expected = [0.5, 0.5, 2.0 / 3, 1]
    for (k, value) in zip(1...4, expected) {
      let found = try #require(SubsetVote.accuracy(at: k, answers: answers, reference: "A"))
      #expect(abs(found - value) < 1e-12)
    }
  }

  @Test func ordersAreAllTried() throws {
    var rng = CounterGenerator(key: 7)
    for _ in 0..<60 {
      let count = Int.random(in: 1...6, using: &rng)
      let answers = (0..<count).map { _ in ["A", "B", "C", nil].randomElement(using: &rng) ?? nil }
      for k in 1...count {
        var (right, all) = (0, 0)
        permutations(of: answers) { order in
          all += 1
          if Vote.tally(answers: Array(order.prefix(k))).answer == "A" { right += 1 }
        }
        let found = try #require(SubsetVote.accuracy(at: k, answers: answers, reference: "A"))
        #expect(abs(found - Double(right) / Double(all)) < 1e-9, "\(answers) at \(k)")
      }
    }
  }

  @Test func limits() {
    #expect(SubsetVote.accuracy(at: 2, answers: ["A"], reference: "A") == nil)
    #expect(SubsetVote.accuracy(at: 0, answers: ["A"], reference: "A") == nil)
    #expect(SubsetVote.accuracy(at: 1, answers: [nil, "B"], reference: "A") == 0)
    #expect(SubsetVote.accuracy(at: 2, answers: [nil, "A"], reference: "A") == 1)
    #expect(SubsetVote.accuracy(at: 4, answers: ["B", "A", "A", "B"], reference: "A") == 0.5)
  }

  @Test func manySamplesDoNotOverflow() throws {
    let answers = (0..<400).map { $0 % 3 == 0 ? "B" : "A" }
    let small = try #require(SubsetVote.accuracy(at: 3, answers: answers, reference: "A"))
    let large = try #require(SubsetVote.accuracy(at: 128, answers: answers, reference: "A"))
    #expect(small > 0.7 && small < 0.76)
    #expect(large > 0.999 && large <= 1)
  }

  @Test func aProblemThatNobodyAnsweredIsWrong() {
    let found = SubsetVote.accuracies(at: [1, 2], answers: [nil, nil], values: ["7": 1], key: 1)
    #expect(found == [0, 0])
  }

  /// As a subset whose vote is right holds a right sample, maj@k is not more than pass@k.
  @Test func aVoteIsNotRightMoreOftenThanASampleIs() throws {
    var rng = CounterGenerator(key: 9)
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &rng)
      let answers = (0..<count).map { _ in ["A", "B", "C", nil].randomElement(using: &rng) ?? nil }
      let right = answers.count { $0 == "A" || $0 == "B" }
      let ks = Array(1...count)
      let votes = SubsetVote.accuracies(
        at: ks, answers: answers, values: ["A": 1, "B": 1], key: 3)
      for (k, vote) in zip(ks, votes) {
        let pass = try #require(Accuracy.pass(at: k, correct: right, of: count))
        #expect(vote <= pass + 1e-12, "\(answers) at \(k)")
      }
    }
  }

  /// Beyond what is counted exactly, random orders come close on average, whatever the key.
  @Test func ordersOfManySamplesAreUnbiased() throws {
    let answers = (0..<90).map { $0 % 9 < 3 ? "A" : $0 % 9 < 6 ? "B" : $0 % 9 < 8 ? "C" : nil }
    let ks = [1, 4, 16, 64, 90]
    var sums = Array(repeating: 0.0, count: ks.count)
    for key in 0..<200 as Range<UInt64> {
      let found = SubsetVote.accuracies(at: ks, answers: answers, values: ["A": 1], key: key)
      for place in ks.indices { sums[place] += found[place] / 200 }
    }
    for (k, mean) in zip(ks, sums) {
      let exact = try #require(SubsetVote.accuracy(at: k, answers: answers, reference: "A"))
      #expect(abs(mean - exact) < 0.02, "maj@\(k) is \(exact), estimated \(mean)")
    }
  }

  private func permutations(of items: [String?], _ body: ([String?]) -> Void) {
    guard items.count > 1 else { return body(items) }
    for place in items.indices {
      var rest = items
      let first = rest.remove(at: place)
      permutations(of: rest) { body([first] + $0) }
    }
  }
}
