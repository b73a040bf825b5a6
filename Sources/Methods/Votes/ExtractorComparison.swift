/// Where extractors find different answers, and what that does to the vote.
package struct ExtractorComparison: Sendable {
  /// Two extractors over all samples.
  package struct Pair: Equatable, Sendable {
    /// Positions among the names.
    package let first: Int
    package let second: Int
    /// Samples of which both find the same answer.
    package var agree = 0
    /// Samples of which they find different ones.
    package var differ = 0
    /// Samples of which one finds an answer and the other none.
    package var oneAlone = 0
    /// Problems in which they elect different answers, none being one.
    package var otherWinner = 0
  }

  /// A problem in which not all elect the same.
  package struct Case: Equatable, Sendable {
    /// The problem's id.
    package let id: String
    /// How much of the vote hangs on the extractor: the largest sum of the shares with which two of
    /// them elect different answers, over 2; where one elects nobody, the other's share over 2.
    package let effect: Double
    /// By extractor.
    package let winners: [Winner]
  }

  /// Whom an extractor elects.
  package struct Winner: Equatable, Sendable {
    /// `nil` if it finds no answer.
    package let answer: String?
    /// Of all samples.
    package let share: Double
  }

  /// The extractors.
  package let names: [String]
  /// How many samples were looked at.
  package private(set) var samples = 0
  /// How many problems.
  package private(set) var problems = 0
  /// By extractor: in how many samples it finds an answer.
  package private(set) var found: [Int]
  /// Every two extractors.
  package private(set) var pairs: [Pair]
  /// Those with the largest effect, largest first; of equal ones the first added.
  package private(set) var cases: [Case] = []
  private let mostCases: Int

  /// Nothing yet.
  /// - Parameter mostCases: how many cases are kept.
  package init(names: [String], mostCases: Int) {
    self.names = names
    self.mostCases = mostCases
    found = Array(repeating: 0, count: names.count)
    pairs = names.indices.flatMap { first in
      names.indices.dropFirst(first + 1).map { Pair(first: first, second: $0) }
    }
  }

  /// Adds a problem.
  /// - Parameter answers: by extractor, then by sample.
  package mutating func add(id: String, answers: [[String?]]) {
    precondition(answers.count == names.count, "answers of each extractor")
    problems += 1
    samples += answers.first?.count ?? 0
    let winners = answers.map { answers in
      let election = Vote.tally(answers: answers)
      return Winner(answer: election.answer, share: election.share)
    }
    for index in answers.indices { found[index] += answers[index].count { $0 != nil } }
    var effect = 0.0
    for index in pairs.indices {
      let (first, second) = (pairs[index].first, pairs[index].second)
      for (a, b) in zip(answers[first], answers[second]) where a != nil || b != nil {
        if a == b {
          pairs[index].agree += 1
        } else if a != nil, b != nil {
          pairs[index].differ += 1
        } else {
          pairs[index].oneAlone += 1
        }
      }
      if winners[first].answer != winners[second].answer {
        pairs[index].otherWinner += 1
        effect = max(effect, (winners[first].share + winners[second].share) / 2)
      }
    }
    if effect > 0 { keep(Case(id: id, effect: effect, winners: winners)) }
  }

  private mutating func keep(_ new: Case) {
    let place = cases.firstIndex { $0.effect < new.effect } ?? cases.count
    guard place < mostCases else { return }
    cases.insert(new, at: place)
    if cases.count > mostCases { cases.removeLast() }
  }
}
