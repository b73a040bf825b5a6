import FilterKit
import Methods
import Records
import Streams

/// What is counted of a stream, in memory that does not grow with it.
package struct StreamStatistics: Sendable {
  /// How it is counted.
  package struct Settings: Sendable {
    /// A field that divides the problems, such as meta.difficulty; "all" makes one group.
    var field: FieldPath?
    /// The least mean score with which a sample passes its critiques; nil for the default.
    var acceptScore: Double?
    /// The kind of critiques whose scores count; nil for the only one.
    var scoreKind: String?
    /// How many different right samples a problem should give.
    var target = BalanceScore.target
    /// What the choice of the problems whose texts are compared depends on.
    var seed: UInt64 = 42
    /// The rows of `Metric.all` that are computed; nil for all.
    var metrics: Set<Int>?

    /// Counts in this way.
    package init(
      field: FieldPath? = nil, acceptScore: Double? = nil, scoreKind: String? = nil,
      target: Int = BalanceScore.target, seed: UInt64 = 42, metrics: Set<Int>? = nil
    ) {
      self.field = field
      self.acceptScore = acceptScore
      self.scoreKind = scoreKind
      self.target = target
      self.seed = seed
      self.metrics = metrics
    }
  }

  /// Of how many problems the answers are kept, to be compared with those of another stream.
  static let keptProblems = 1 << 20
  /// Of how many problems the texts are kept, and how much of them.
  package static let keptTexts = (problems: 256, samples: 16, bytes: 4096)

  let settings: Settings
  private var tallies = Metric.all.map(MetricTally.init)
  private let wanted: [Int]
  private let scores: CritiqueScores

  /// All problems together.
  private(set) var all = ProblemGroup()
  /// Those of each value of the field that divides them, if there is one.
  private(set) var groups: [String: ProblemGroup] = [:]
  private(set) var rows = 0

  private(set) var calibration = Calibration()
  /// What is kept of problems, by the hash of the id.
  private(set) var kept = BottomSample<KeptProblem>(capacity: keptProblems)
  private(set) var criticGap = VerificationGap()
  private(set) var voteGap = VerificationGap()
  private(set) var balance = RunningMean()
  private(set) var transitions = Transitions()
  private var repairs = Repairs()
  private var sampledTexts = BottomSample<[String]>(capacity: keptTexts.problems)
  private var labels = (true: 0, false: 0)

  /// Counts nothing yet.
  package init(_ settings: Settings) {
    self.settings = settings
    scores = CritiqueScores(
      kind: settings.scoreKind, anyKind: settings.acceptScore != nil)
    wanted = settings.metrics.map { $0.sorted() } ?? Array(Metric.all.indices)
  }

  // MARK: - Counting

  /// Adds a record: a problem with samples, or a row to train on.
  package mutating func count(_ record: Record) throws(RecordError) {
    let hash = ContentHash.of(record.id ?? "#\(kept.offered + rows)", seed: settings.seed)
    let facts = try RecordFacts(record, hash: hash, scores: scores)
    for place in wanted { tallies[place].add(facts, to: Metric.all[place]) }
    sampledTexts.add(hash: hash) {
      facts.kept.prefix(Self.keptTexts.samples).map {
        KeptAnswer.beginning(of: $0, Self.keptTexts.bytes)
      }
    }
    if let row = facts.row {
      rows += 1
      if let label = row.label { if label { labels.true += 1 } else { labels.false += 1 } }
    }
    guard let problem = facts.problem else { return }
    let group = ProblemGroup(problem)
    all.add(group)
    if let field = settings.field {
      groups[try Self.key(of: record, by: field), default: ProblemGroup()].add(group)
    }
    count(problem)
  }

  private mutating func count(_ problem: ProblemFacts) {
    kept.add(hash: problem.hash) {
      KeptProblem(
        answer: problem.elected.map { KeptAnswer.of($0) }, accuracy: problem.accuracy,
        vote: problem.voteAccuracy)
    }
    if let share = problem.vote?.share, problem.vote?.answer != nil,
      let isRight = problem.voteAccuracy
    {
      calibration.add(confidence: share, isCorrect: isRight > 0.5)
    }
    let limit = settings.acceptScore ?? 0.5
    criticGap.add(problem.accepted { $0.score.map { $0 >= limit } })
    voteGap.add(problem.accepted(\.isMajority))
    if let score = problem.balance(target: settings.target) { balance.add(score) }
    let revisions = Revisions(problem)
    transitions.add(revisions.pairs)
    repairs.add(revisions.repairs)
  }

  private static func key(of record: Record, by field: FieldPath) throws(RecordError) -> String {
    guard field.keys != ["all"] else { return "all" }
    let values = try field.values(in: record)
    guard let value = values.first else {
      throw RecordError("the field \"\(field)\" is missing\(hint(of: field, in: record))")
    }
    guard values.count == 1 else {
      throw RecordError("the field \"\(field)\" has \(values.count) values")
    }
    return value.string ?? value.text
  }

  /// Which field of a record, or of an object in it, was probably meant.
  private static func hint(of field: FieldPath, in record: Record) -> String {
    let members = (try? JSON(parsing: record.bytes))?.members ?? []
    let names = members.filter { $0.value.array == nil }.flatMap { member in
      [member.key] + (member.value.members ?? []).map { "\(member.key).\($0.key)" }
    }
    return NearestName.hint(field.description, among: names)
  }

  // MARK: - Values

  /// All that can be said, in the order of `Metric.all`.
  /// - Parameters:
  ///   - first: the stream that changes are counted from.
  ///   - previous: the stream whose answers are compared with.
  func values(first: StreamStatistics? = nil, previous: StreamStatistics? = nil) -> [MetricValue] {
    let context = MetricContext(stream: self, first: first, previous: previous)
    return wanted.flatMap { values(of: Metric.all[$0], tallies[$0], context) }
  }

  private func values(
    of metric: Metric, _ tally: MetricTally, _ context: MetricContext
  ) -> [MetricValue] {
    var value: Double?
    var change: PairedChange?
    switch metric.computation {
    case .count, .share, .curve, .mean: return tally.values(of: metric)
    case .total(let count): value = count(self).map(Double.init)
    case .whole(let number): value = number(context)
    case .change(let paired):
      change = paired(context)
      value = change?.value
    }
    guard let value, value.isFinite else { return [] }
    return [
      MetricValue(
        name: metric.name, value: value, unit: metric.unit, interval: change?.interval,
        problems: change?.problems)
    ]
  }

  /// The mean of a metric that is one; nil if there is none.
  func mean(of name: String) -> Double? {
    Metric.place(of: name).flatMap { tallies[$0].values(of: Metric.all[$0]).first?.value }
  }

  /// A curve over k, without the points of which too few problems know.
  func curve(of name: String) -> [Int: ClusteredShare] {
    guard let place = Metric.place(of: name), case .curve(let curve) = tallies[place] else {
      return [:]
    }
    return curve
  }
}

// MARK: - What rows of the table ask for

extension StreamStatistics {
  /// How many records have samples; nil in a stream of rows.
  var problemCount: Int? { rows > 0 && all.problems == 0 ? nil : all.problems }
  /// How many samples they have.
  var sampleCount: Int? { problemCount.map { _ in all.samples } }
  /// How many problems can be judged; nil where all or none can.
  var judgedCount: Int? {
    let count = all.accuracy.problems
    return count == 0 || count == all.problems ? nil : count
  }

  /// The answer that most problems have.
  var collapse: Collapse { Collapse(majorities: kept.inOrder.map(\.answer)) }

  /// Of rows' labels, or of answers where a few of them return again and again.
  var labelBalance: Double? {
    if labels.true + labels.false > 0 {
      return Entropy.evenness(of: [Double(labels.true), Double(labels.false)])
    }
    var counts: [String: Int] = [:]
    for problem in kept.inOrder {
      if let answer = problem.answer { counts[answer, default: 0] += 1 }
    }
    guard counts.count <= 10, counts.values.reduce(0, +) >= 10 * counts.count else { return nil }
    if counts.count == 1 { return 0 }
    return Entropy.evenness(of: counts.values.sorted().map(Double.init))
  }

  /// How much seldomer a model repairs its own errors than those that it is shown.
  var blindSpot: Double? { repairs.blindSpot }

  /// Different n-grams over all.
  func distinct(_ n: Int) -> Double? {
    Diversity.distinct(n, of: sampledTexts.inOrder.flatMap { $0 })
  }

  /// The mean self-BLEU of the samples of a problem; of rows, which have one each, of all rows.
  var repetition: Double? {
    let texts = sampledTexts.inOrder
    let scores = texts.compactMap { SelfBLEU.score(of: $0) }
    guard scores.isEmpty else { return scores.accurateSum() / Double(scores.count) }
    return rows > 0 ? SelfBLEU.score(of: texts.flatMap { $0 }) : nil
  }

  /// The mean length over that of another stream, in tokens if both know them.
  func lengthDrift(from first: StreamStatistics) -> Double? {
    let isCounted = mean(of: "tokens") != nil && first.mean(of: "tokens") != nil
    let name = isCounted ? "tokens" : "characters"
    guard let before = first.mean(of: name), before > 0, let after = mean(of: name) else {
      return nil
    }
    return after / before
  }

  /// The share of problems that have the answer that they have in another stream.
  func agreement(with previous: StreamStatistics) -> Double? {
    Agreement.share(previous.kept, kept, \.answer)
  }

  /// How much a share changed from another stream, over the problems of both.
  func change(
    of share: KeyPath<KeptProblem, Double?> & Sendable, from first: StreamStatistics
  ) -> PairedChange {
    var change = PairedChange()
    first.kept.forEachPair(with: kept) { before, after in
      if let before = before[keyPath: share], let after = after[keyPath: share] {
        change.add(before: before, after: after)
      }
    }
    return change
  }
}
