import Methods
import Records

/// What is counted of some problems.
struct Group {
  var problems = 0
  var samples = 0
  var right = 0
  var undecided = 0
  /// The tokens of all completions, as far as they are known.
  var tokens = 0
  /// How many problems' votes of all samples are right, of those that have a reference.
  var elected = (right: 0, problems: 0)
  /// By k: the sum over problems with so many samples, and how many there are.
  var pass: [Int: (sum: Double, problems: Int)] = [:]
  var majority: [Int: (right: Int, problems: Int)] = [:]

  var share: Double? { samples == 0 ? nil : Double(right) / Double(samples) }
}

/// What is counted of a file.
struct Figures {
  /// The field that divides the problems; nil for one group, “all”.
  private let path: [String]?
  /// Whether the tokens of completions are added up.
  private let countsTokens: Bool
  var groups: [String: Group] = [:]
  var calibration = Calibration()
  var majorities: [String?] = []
  var entropy = Gauge()
  var margin = Gauge()
  var ties = 0

  /// Counts of nothing.
  /// - Parameter field: a path such as meta.difficulty; “all” and nil make one group.
  init(groupedBy field: String?, countsTokens: Bool) {
    path = field.flatMap { $0 == "all" ? nil : $0.split(separator: ".").map(String.init) }
    self.countsTokens = countsTokens
  }

  /// All groups together.
  var all: Group {
    groups.values.reduce(into: Group()) { sum, group in
      sum.problems += group.problems
      sum.samples += group.samples
      sum.right += group.right
      sum.undecided += group.undecided
      sum.tokens += group.tokens
      sum.elected.right += group.elected.right
      sum.elected.problems += group.elected.problems
      sum.pass.merge(group.pass) { ($0.sum + $1.sum, $0.problems + $1.problems) }
      sum.majority.merge(group.majority) { ($0.right + $1.right, $0.problems + $1.problems) }
    }
  }

  // MARK: - Counting

  /// Adds a record.
  mutating func count(_ record: Record) throws(RecordError) {
    let reference = try record.string("reference")
    let samples = try record.samples
    var answers: [String?] = []
    var right = 0
    var undecided = 0
    for sample in samples {
      let answer = try sample.string("answer")
      let isJudged = try sample.value("correct") != nil
      let isCorrect =
        isJudged ? try sample.boolean("correct") : answer.flatMap { $0 == reference }
      answers.append(answer)
      if isCorrect == nil { undecided += 1 }
      if isCorrect == true { right += 1 }
    }
    let key = try groupKey(of: record)
    var group = groups[key] ?? Group()
    group.problems += 1
    group.samples += samples.count
    group.right += right
    group.undecided += undecided
    for sample in countsTokens ? samples : [] {
      group.tokens += try sample.json("tokens")?["completion"]?.integer ?? 0
    }
    if let reference {
      group.elected.problems += 1
      let isRight = Accuracy.majority(at: answers.count, answers: answers, reference: reference)
      group.elected.right += isRight == true ? 1 : 0
    }
    for k in Self.powers(upTo: samples.count) {
      if let pass = Accuracy.pass(at: k, correct: right, of: samples.count) {
        let old = group.pass[k] ?? (0, 0)
        group.pass[k] = (old.sum + pass, old.problems + 1)
      }
      if let reference, answers.contains(where: { $0 != nil }),
        let majority = Accuracy.majority(at: k, answers: answers, reference: reference)
      {
        let old = group.majority[k] ?? (0, 0)
        group.majority[k] = (old.right + (majority ? 1 : 0), old.problems + 1)
      }
    }
    groups[key] = group
    try countVote(record, reference)
  }

  private mutating func countVote(_ record: Record, _ reference: String?) throws(RecordError) {
    guard let vote = try record.json("vote") else { return }
    let answer = vote["answer"]?.string
    majorities.append(answer)
    if let value = vote["entropy"]?.double { entropy.add(value) }
    if let value = vote["margin"]?.double { margin.add(value) }
    if vote["tie"]?.boolean == true { ties += 1 }
    if let share = vote["share"]?.double, let reference, let answer {
      calibration.add(confidence: share, isCorrect: answer == reference)
    }
  }

  private func groupKey(of record: Record) throws(RecordError) -> String {
    guard let path else { return "all" }
    var value = try record.json(path[0])
    for key in path.dropFirst() { value = value?[key] }
    guard let value else {
      throw RecordError("the field “\(path.joined(separator: "."))” is missing")
    }
    return value.string ?? value.text
  }

  /// 1, 2, 4, … and the number itself.
  private static func powers(upTo count: Int) -> [Int] {
    var powers: [Int] = []
    var k = 1
    while k < count {
      powers.append(k)
      k *= 2
    }
    return count > 0 ? powers + [count] : []
  }
}
