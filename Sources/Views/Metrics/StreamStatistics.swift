import FilterKit
import Methods

/// What is counted of some problems.
struct ProblemGroup {
  var problems = 0
  var samples = 0
  /// The samples of which something can be said: verify has judged, or there are a reference and an
  /// answer, which may be that none was found.
  var judged = 0
  var right = 0
  var undecided = 0
  /// The tokens of all completions, as far as they are known.
  var tokens = 0
  /// How many problems' votes of all samples are right, of those that have a reference.
  var elected = (right: 0, problems: 0)
  /// By k: the sum over problems with so many samples, and how many there are.
  var pass: [Int: (sum: Double, problems: Int)] = [:]
  var majority: [Int: (sum: Double, problems: Int)] = [:]

  /// The accuracy; nil if nothing was judged.
  var share: Double? { judged == 0 ? nil : Double(right) / Double(judged) }

  /// Adds what was counted of other problems.
  mutating func add(_ other: ProblemGroup) {
    problems += other.problems
    samples += other.samples
    judged += other.judged
    right += other.right
    undecided += other.undecided
    tokens += other.tokens
    elected.right += other.elected.right
    elected.problems += other.elected.problems
    pass.merge(other.pass) { ($0.sum + $1.sum, $0.problems + $1.problems) }
    majority.merge(other.majority) { ($0.sum + $1.sum, $0.problems + $1.problems) }
  }
}

/// What is counted of a stream, in memory that does not grow with it.
package struct StreamStatistics {
  /// How it is counted.
  package struct Settings {
    /// A field that divides the problems, such as meta.difficulty; “all” makes one group.
    var field: FieldPath?
    /// The least mean score with which a sample passes its critiques; nil for the default.
    var acceptScore: Double?
    /// How many different right samples a problem should give.
    var target = BalanceScore.target
    /// What the choice of the problems whose texts are compared depends on.
    var seed: UInt64 = 42

    /// Counts in this way.
    package init(field: FieldPath?, acceptScore: Double?, target: Int, seed: UInt64) {
      self.field = field
      self.acceptScore = acceptScore
      self.target = target
      self.seed = seed
    }
  }

  /// Of how many problems the answers are kept, to be compared with those of another stream.
  static let keptAnswers = 1 << 20
  /// Of how many problems the texts are kept, and how much of them.
  package static let keptTexts = (problems: 256, samples: 16, bytes: 4096)

  let settings: Settings
  /// All problems together.
  var all = ProblemGroup()
  /// Those of each value of the field that divides them, if there is one.
  var groups: [String: ProblemGroup] = [:]

  // Of votes.
  var calibration = Calibration()
  var entropy = Gauge()
  var margin = Gauge()
  var ties = 0
  var votes = (right: 0, problems: 0)
  /// The vote's answer, or the one that most samples have, by the hash of the id; as `KeptAnswer`.
  var answers = BottomSample<String?>(capacity: keptAnswers)
  var answerEntropy = Gauge()

  // Of judgements and revisions.
  var criticGap = VerificationGap()
  var voteGap = VerificationGap()
  var balance = Gauge()
  var transitions = Transitions()
  /// Repairs of wrong samples, where the model goes on from the error, and where it is shown it.
  var ownRepairs = (right: 0, all: 0)
  var shownRepairs = (right: 0, all: 0)

  // Of texts.
  var texts = BottomSample<[String]>(capacity: keptTexts.problems)
  var tokens = Gauge()
  var characters = Gauge()
  var endings = (cutOff: 0, known: 0)

  // Of rows to train on.
  var rows = 0
  var labels = (true: 0, false: 0)
  var pairs = (chosenLonger: 0, all: 0)

  /// Nothing yet.
  package init(_ settings: Settings) { self.settings = settings }

  /// The mean accuracy of some groups; nil if there is none, or one of them has no accuracy.
  func mean(of keys: [String]) -> Double? {
    let shares = keys.compactMap { groups[$0]?.share }
    guard !keys.isEmpty, shares.count == keys.count else { return nil }
    return shares.reduce(0, +) / Double(shares.count)
  }

  /// The answer that most problems have.
  var collapse: Collapse { Collapse(majorities: answers.inOrder) }
}
