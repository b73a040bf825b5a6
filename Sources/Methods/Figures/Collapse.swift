/// Watches for one answer that a model gives to everything.
///
/// Long self-training on one's own majority ends in a single template answer for every problem
/// (SRT, Shafayat et al. 2025, arXiv 2505.21444;
/// `report --alarm 'one-answer>0.5' votes.jsonl.zst`); the share of different problems whose
/// majority is one and the same answer shows it before accuracy does.
package struct Collapse: Equatable, Sendable {
  /// Above this share of problems the alarm rings, once there are `fewest` problems.
  package static let alarmShare = 0.5
  /// With fewer problems a common answer is no wonder.
  package static let fewest = 10

  /// The answer of most problems; `nil` if no problem had one.
  package let answer: String?
  /// Its share of all problems, those without an answer included.
  package let share: Double
  /// How many problems there were.
  package let problems: Int

  /// From the majority answers of different problems; `nil` where all samples abstained.
  package init(majorities: [String?]) {
    let election = Vote.tally(answers: majorities)
    answer = election.answer
    share = election.share
    problems = majorities.count
  }

  /// Whether more than half of the problems have one answer.
  package var isAlarming: Bool { problems >= Self.fewest && share > Self.alarmShare }
}
