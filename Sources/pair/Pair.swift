import ArgumentParser
import FilterKit
import Methods
import Records

/// Makes preference rows from the samples of each problem.
@main
struct Pair: Filter {
  static let configuration = CommandConfiguration(
    commandName: "pair",
    abstract: "Makes preference rows from the samples of each problem.",
    discussion: """
      Reads records with samples and writes rows in TRL's form: id, prompt, chosen, rejected, and \
      the pair's weight. Samples of equal value make no pair; a record without a pair is dropped, and \
      the reason is counted. --by says what is preferred:
        most-vs-least        the answer with the most votes (run vote first) over the one with the \
      least; weight (most - least) / samples
        best-vs-worst        the highest --score over the lowest
        correct-vs-wrong     a correct sample over a wrong one (run verify first); undecided samples \
      make no pair
        reference-vs-sample  the record's solution over any sample
        revised-vs-original  a revision (run refine first) over the sample that it revises, where the \
      score or the correctness rose

      --rank computes the score from comparisons: critiques with against, the index of the other \
      sample, and score, the probability that this sample is the better one. Both orders are averaged.

      --label-prob adds label_prob, the probability that the preference holds: a number, or the \
      consistency of the rankings by two expressions (CREAM), (1 + Kendall's tau) / 2. \
      --least-similar takes the rejected samples of reference-vs-sample from those that are least \
      similar to the solution (Self-Contrast); --similarity is an expression, or edit: 1 - the edit \
      distance.

      Memory: one block for each thread. Randomness: where a problem has more pairs than --max-pairs, \
      the choice is a function of --seed and the record's id.

      Example: problems reverse --count 10 | sample --model base -n 8 | vote | pair --by most-vs-least
      """,
    version: version)

  static let commonOptions = [
    "--by", "--score", "--rank", "--min-margin", "--max-pairs", "--output",
  ]

  @Option(help: "Which samples are preferred to which.")
  var by = Pairing.Strategy.mostVsLeast

  @Option(
    help: ArgumentHelp(
      "With best-vs-worst or revised-vs-original: compare by this, such as reward or "
        + "critiques[points].score (default: critiques.score).",
      valueName: "expression"),
    transform: Expression.init(parsing:))
  var score: Expression?

  @Option(help: "Compute the score from comparisons of the samples, instead of --score.")
  var rank: PairwiseRanking.Rule?

  @Option(
    help: ArgumentHelp(
      "With --rank: use the comparisons of this kind only (default: all).",
      valueName: "kind"))
  var scoreKind: String?

  @Option(
    help: ArgumentHelp(
      "With most-vs-least: the least share of votes of the winning answer.", valueName: "share"),
    transform: Share.init(_:))
  var minShare: Share?

  @Option(
    help: ArgumentHelp(
      "The least difference of the two scores, or shares of votes (default: 0).",
      valueName: "number"))
  var minMargin: Double?

  @Option(help: ArgumentHelp("The most pairs of one problem; 0 is all.", valueName: "n"))
  var maxPairs = 1

  @Option(
    help: ArgumentHelp("How many times longer one text may be than the other.", valueName: "ratio"))
  var maxLengthRatio: Double?

  @Option(help: ArgumentHelp("The most UTF-8 bytes of a chosen text.", valueName: "bytes"))
  var maxChosenLength: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The least score of a chosen sample that has one.", valueName: "number"))
  var minScore: Double?

  @Option(
    help: ArgumentHelp(
      "The least edit distance of the two texts, over the sum of their lengths.",
      valueName: "part"))
  var minEdit = 0.0

  @Option(
    help: ArgumentHelp("The largest edit distance of the two texts.", valueName: "part"))
  var maxEdit = 1.0

  @Option(
    help: ArgumentHelp(
      "With reference-vs-sample: reject this share of the samples, those least similar to the "
        + "solution.",
      valueName: "share"),
    transform: Share.init(_:))
  var leastSimilar: Share?

  @Option(
    help: ArgumentHelp(
      "With --least-similar: an expression, or edit (default: edit).",
      valueName: "edit|expression"),
    transform: Similarity.init(_:))
  var similarity: Similarity?

  @Option(
    help: ArgumentHelp(
      "The weight of a row, from the chosen sample or its record, such as vote.share (default: the "
        + "pair's own).",
      valueName: "expression"),
    transform: Expression.init(parsing:))
  var weight: Expression?

  @Option(
    help: ArgumentHelp(
      "Add label_prob: a number from 0 to 1, or the consistency of two expressions.",
      valueName: "p|expression,expression"),
    transform: LabelProbability.init(_:))
  var labelProb: LabelProbability?

  @Option(
    help: ArgumentHelp(
      "With best-vs-worst: the length control R of Meta-Rewarding. Chosen is the shortest sample "
        + "with S >= (1-R) max + R min, rejected the longest with S <= (1-R) min + R max.",
      valueName: "number"))
  var lengthControl: Double?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  /// What was named: of every expression the fields.
  private var named: [Expression] {
    var expressions = [by == .bestVsWorst && rank == nil ? score : nil, weight].compactMap { $0 }
    if leastSimilar != nil, case .field(let expression) = likeness {
      expressions.append(expression)
    }
    if case .consistency(let first, let second)? = labelProb { expressions += [first, second] }
    return expressions
  }

  /// What samples are similar by.
  enum Similarity {
    case edit
    case field(Expression)

    init(_ text: String) throws {
      self = text == "edit" ? .edit : .field(try Expression(parsing: text))
    }

  }

  /// Where the probability of a row's label comes from.
  enum LabelProbability {
    case constant(Double)
    case consistency(Expression, Expression)

    init(_ text: String) throws {
      if let number = Double(text), (0...1).contains(number) {
        self = .constant(number)
        return
      }
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 2, fields.allSatisfy({ !$0.isEmpty && Double($0) == nil }) else {
        throw ValidationError(
          "“\(text)” is no label probability; write 0.9, or two fields as in reward,reward_before")
      }
      self = .consistency(
        try Expression(parsing: fields[0]), try Expression(parsing: fields[1]))
    }
  }

  func validate() throws {
    guard maxPairs >= 0 else { throw ValidationError("--max-pairs must not be negative") }
    guard maxLengthRatio.map({ $0 >= 1 }) ?? true else {
      throw ValidationError("--max-length-ratio must be at least 1")
    }
    guard lengthControl.map({ (0..<0.5).contains($0) }) ?? true else {
      throw ValidationError("--length-control must be at least 0 and less than 0.5")
    }
    guard (0...1).contains(minEdit), (0...1).contains(maxEdit), minEdit <= maxEdit else {
      throw ValidationError("--min-edit and --max-edit lie between 0 and 1, in this order")
    }
    guard maxChosenLength.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--max-chosen-length must be at least 1")
    }
    if rank != nil, score != nil {
      throw ValidationError("give either --score or --rank, not both")
    }
    try refuseUnused()
  }

  /// Refuses options that the strategy does not use.
  private func refuseUnused() throws {
    let hasScores = by == .bestVsWorst || by == .revisedVsOriginal
    try OptionRule.refuse(
      ["--score": score != nil, "--rank": rank != nil, "--min-score": minScore != nil],
      unless: hasScores, needing: "--by best-vs-worst or revised-vs-original")
    try OptionRule.refuse(
      ["--score-kind": scoreKind != nil], unless: rank != nil, needing: "--rank")
    try OptionRule.refuse(
      ["--min-share": minShare != nil], unless: by == .mostVsLeast,
      needing: "--by most-vs-least")
    try OptionRule.refuse(
      ["--min-margin": minMargin != nil], unless: hasScores || by == .mostVsLeast,
      needing: "--by most-vs-least, best-vs-worst or revised-vs-original")
    try OptionRule.refuse(
      ["--least-similar": leastSimilar != nil], unless: by == .referenceVsSample,
      needing: "--by reference-vs-sample")
    try OptionRule.refuse(
      ["--similarity": similarity != nil], unless: leastSimilar != nil, needing: "--least-similar")
    try OptionRule.refuse(
      ["--length-control": lengthControl != nil], unless: by == .bestVsWorst,
      needing: "--by best-vs-worst")
  }

  /// How similar a sample is to the solution.
  private var likeness: Similarity { similarity ?? .edit }

  func run() throws {
    var pairing = Pairing(by, maximumPairs: maxPairs == 0 ? nil : maxPairs)
    pairing.minimumShare = minShare?.value ?? 0
    pairing.minimumMargin = minMargin ?? 0
    pairing.maximumLengthRatio = maxLengthRatio
    pairing.lengthControl = lengthControl
    pairing.maximumChosenLength = maxChosenLength
    pairing.minimumScore = minScore
    pairing.leastSimilar = leastSimilar?.value
    if minEdit > 0 || maxEdit < 1 { pairing.editDistances = minEdit...maxEdit }
    let seeds = Seeding(seed: seeding.seed, filter: Self.name)
    let description = RunDescription(
      Self.name, details: [seeding.detail], fields: named.flatMap(\.paths))
    let score = try score ?? Expression(parsing: "critiques.score")
    try stream.map(description) { [self, pairing] record throws(RecordError) in
      let id = try record.need("id", try record.string("id"))
      _ = try record.samples
      let scope = try RecordScope(record)
      var candidates: [Pairing.Candidate] = []
      let solution = by == .referenceVsSample ? try record.string("solution") : nil
      for sample in scope.samples {
        candidates.append(try candidate(sample, solution: solution, score: score, in: scope))
      }
      if let rank {
        let scores = PairwiseRanking(
          count: record.sampleCount, try record.comparisons(kind: scoreKind)
        ).scores(by: rank)
        for place in candidates.indices { candidates[place].score = scores[place] }
      }
      let label = try labelProbability(in: scope)
      if labelProb != nil, label == nil { return .drop("no-label-prob") }
      var generator = seeds.generator(id: id)
      let pairs: [Pairing.Pair]
      do throws(Pairing.Reason) {
        pairs = try pairing.pairs(of: candidates, reference: solution, using: &generator)
      } catch {
        return .drop(error.rawValue)
      }
      return .rows(
        try rows(pairs, candidates, solution: solution, label: label, in: scope, id: id))
    }
  }

  /// What the strategy needs to know of a sample.
  private func candidate(
    _ sample: Sample, solution: String?, score: Expression, in scope: RecordScope
  ) throws(RecordError) -> Pairing.Candidate {
    let text = try sample.need("text", try sample.string("text"))
    var candidate = Pairing.Candidate(index: try sample.index, text: text)
    func measure(_ score: Expression) throws(RecordError) -> Double? {
      rank == nil ? try score.value(of: sample.number, in: scope) : nil
    }
    switch by {
    case .mostVsLeast:
      guard try sample.value("answer") != nil else {
        throw RecordError("the field “answer” is missing: run vote first")
      }
      candidate.answer = try sample.string("answer")
    case .bestVsWorst: candidate.score = try measure(score)
    case .correctVsWrong:
      guard try sample.value("correct") != nil else {
        throw RecordError("the field “correct” is missing: run verify first")
      }
      candidate.correct = try sample.boolean("correct")
    case .referenceVsSample:
      if leastSimilar != nil {
        switch likeness {
        case .edit:
          candidate.similarity = solution.map { 1 - EditDistance.normalised($0, text) }
        case .field(let expression):
          candidate.similarity = try expression.value(of: sample.number, in: scope)
        }
      }
    case .revisedVsOriginal:
      candidate.parent = try sample.integer("parent")
      candidate.score = try measure(score)
      candidate.correct = try sample.boolean("correct")
    }
    return candidate
  }

  /// The probability that the record's preferences hold, nil if it is not known.
  private func labelProbability(in scope: RecordScope) throws(RecordError) -> Double? {
    guard case .consistency(let now, let before)? = labelProb else {
      if case .constant(let probability)? = labelProb { return probability }
      return nil
    }
    var rankings: (now: [Double], before: [Double]) = ([], [])
    for place in scope.samples.indices {
      guard let first = try now.value(of: place, in: scope),
        let second = try before.value(of: place, in: scope)
      else { continue }
      rankings.now.append(first)
      rankings.before.append(second)
    }
    return RankConsistency.label(rankings.now, rankings.before)
  }

  /// The weight of a row.
  private func weight(
    of pair: Pairing.Pair, in scope: RecordScope
  ) throws(RecordError) -> Double {
    guard let weight else { return pair.weight }
    return try weight.need(of: pair.chosen, in: scope)
  }

  private func rows(
    _ pairs: [Pairing.Pair], _ candidates: [Pairing.Candidate], solution: String?, label: Double?,
    in scope: RecordScope, id: String
  ) throws(RecordError) -> Rows {
    let record = scope.record
    let prompt = try record.need("prompt", try record.value("prompt"))
    var rows = Rows(unused: "not-paired")
    var used: Set<Int> = []
    for pair in pairs {
      let chosenText = pair.chosen.map { candidates[$0].text } ?? solution ?? ""
      let chosen = try record.completion(.string(chosenText))
      let rejected = try record.completion(.string(candidates[pair.rejected].text))
      let weight = try weight(of: pair, in: scope)
      let name = pair.chosen.map { "\(candidates[$0].index)" } ?? "solution"
      rows.append { row in
        row.add("id", .string("\(id)/\(name)/\(candidates[pair.rejected].index)"))
        row.add("prompt", copying: prompt)
        row.add("chosen", chosen)
        row.add("rejected", rejected)
        row.add("weight", .number(weight))
        if let label { row.add("label_prob", .number(label)) }
      }
      used.formUnion([pair.rejected] + (pair.chosen.map { [$0] } ?? []))
    }
    rows.samples = used.count
    return rows
  }
}

extension Pairing.Strategy: ExpressibleByArgument {}
extension PairwiseRanking.Rule: ExpressibleByArgument {}
