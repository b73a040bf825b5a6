import Methods

/// What is counted of some problems.
struct ProblemGroup {
  var problems = 0
  var samples = 0
  /// The samples that are judged: verify was asked, or there is a reference and somebody looked for
  /// an answer, which may be that none was found.
  var judged = 0
  var right = 0
  /// The tokens of all completions, as far as they are known.
  var tokens: Int?
  /// The mean over problems of the share of right samples.
  var accuracy = ClusteredShare()
  /// The mean over problems of how right the vote of all samples is.
  var elected = ClusteredShare()

  /// Nothing yet.
  init() {}

  /// A group of one problem.
  init(_ problem: ProblemFacts) {
    problems = 1
    samples = problem.samples.count
    let counts = problem.samples.compactMap(\.tokens)
    tokens = counts.isEmpty ? nil : counts.reduce(0, +)
    if let share = problem.accuracy {
      judged = problem.judgedCount
      right = problem.right
      accuracy.add(share, trials: max(1, judged))
    }
    if let share = problem.majorityAccuracy { elected.add(share) }
  }

  /// Adds what was counted of other problems.
  mutating func add(_ other: ProblemGroup) {
    problems += other.problems
    samples += other.samples
    judged += other.judged
    right += other.right
    if let more = other.tokens { tokens = (tokens ?? 0) + more }
    accuracy.add(other.accuracy)
    elected.add(other.elected)
  }
}
