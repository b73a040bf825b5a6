import ArgumentParser
import FilterKit
import Methods
import Prompts
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
        transition           a revision over what it repaired, and under what it broke (SCL)
        conditions           samples for which --chosen holds over those for which --rejected does
      margin is how far apart the two are: score, share of votes, else 1. Samples that were cut off, \
      filtered or failed, and empty texts, are in no pair and counted; --truncated takes those that \
      were cut off, and ended tells which ends may be learned. The prompt is the record's, or what the \
      options of rendering make of it. With --revisions the pairs are of the revisions of one sample, \
      after the --template that showed it under sample.

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
    "--by", "--score", "--chosen", "--rejected", "--max-pairs", "--output",
  ]

  @Option(
    name: .customLong("by"),
    help: "Which samples are preferred to which (default: most-vs-least).")
  var strategy: Pairing.Strategy?

  /// Which samples are preferred to which.
  private var by: Pairing.Strategy {
    strategy ?? (chosen != nil || rejected != nil ? .conditions : .mostVsLeast)
  }

  @Option(
    help: ArgumentHelp("What a chosen sample is, as in model=A.", valueName: "condition"),
    transform: FieldCondition.init(parsing:))
  var chosen: FieldCondition?

  @Option(
    help: ArgumentHelp("What a rejected sample is.", valueName: "condition"),
    transform: FieldCondition.init(parsing:))
  var rejected: FieldCondition?

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Flag(help: "Take samples that were cut off too; their ends are not learned.")
  var truncated = false

  @Flag(help: "Pair the revisions of one sample, after the prompt that showed it.")
  var revisions = false

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

  @OptionGroup(title: "Rendering") var rendering: RowRenderingOptions
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
    guard (by == .conditions) == (chosen != nil), (chosen == nil) == (rejected == nil) else {
      throw ValidationError("--chosen and --rejected go together, and with no other --by")
    }
    guard !revisions || rendering.template != nil else {
      throw ValidationError(
        "--revisions needs the --template that showed the sample; refine --print-template prints "
          + "the one of refine")
    }
    guard !revisions || ![.referenceVsSample, .revisedVsOriginal, .transition].contains(by) else {
      throw ValidationError("--revisions pairs revisions with one another: use another --by")
    }
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
    let open = try rendering.open()
    let prompts = RowPrompts(open)
    let selection = selection.selection
    let description = RunDescription(
      Self.name,
      details: [seeding.detail]
        + (open.history == [:] ? [] : [JSON.Member("rendering", open.history)]),
      fields: named.flatMap(\.paths) + [chosen, rejected].flatMap { $0?.paths ?? [] }
        + FieldPath.list(open.optionalFields),
      selection: selection)
    let score = try score ?? Expression(parsing: "critiques.score")
    try stream.map(description) { [self, pairing] record throws(RecordError) in
      let id = try record.need("id", try record.string("id"))
      _ = try record.samples
      let scope = try RecordScope(record)
      var rows = Rows(unused: "not-paired")
      let solution = by == .referenceVsSample ? try record.string("solution") : nil
      let candidates = try candidates(
        in: scope, solution: solution, score: score, selection, &rows)
      let label = try labelProbability(in: scope)
      if labelProb != nil, label == nil { return .drop("no-label-prob", samples: rows.dropped) }
      var generator = seeds.generator(id: id)
      var reason: Pairing.Reason?
      var used: Set<Int> = []
      for group in try groups(candidates, in: scope) {
        let pairs: [Pairing.Pair]
        do throws(Pairing.Reason) {
          pairs = try pairing.pairs(of: group.candidates, reference: solution, using: &generator)
        } catch {
          reason = reason ?? error
          continue
        }
        let shown = group.parent.map { ["sample": scope.samples[$0]] } ?? [:]
        let prompt = try prompts.prompt(of: record, shown)
        for pair in pairs {
          try add(pair, of: group, solution, label, prompt, id, scope, &rows)
          used.formUnion([pair.rejected] + (pair.chosen.map { [$0] } ?? []))
        }
      }
      rows.samples = used.count
      let none = reason ?? .noPair
      return rows.count > 0 ? .rows(rows) : .drop(none.rawValue, samples: rows.dropped)
    }
  }

  /// The samples that are paired with one another.
  private struct Group {
    /// The place of the sample that all of them revise, with --revisions.
    var parent: Int?
    var candidates: [Pairing.Candidate]
  }

  /// What is known of the samples; those that may be in no pair have no text, and are counted.
  private func candidates(
    in scope: RecordScope, solution: String?, score: Expression, _ selection: SampleSelection,
    _ rows: inout Rows
  ) throws(RecordError) -> [Pairing.Candidate] {
    let rule = RowRule(takesTruncated: truncated)
    let taken = try selection.taken(in: scope)
    let ranks = try rank.map { rank throws(RecordError) in
      PairwiseRanking(
        count: scope.samples.count, try scope.record.comparisons(kind: scoreKind)
      ).scores(by: rank)
    }
    var candidates: [Pairing.Candidate] = []
    for sample in scope.samples {
      let text = try sample.need("text", try sample.string("text"))
      let reason = rule.reason(finish: try sample.string("finish"), isEmpty: text.isEmpty)
      guard taken[sample.number], reason == nil else {
        rows.drop(taken[sample.number] ? reason?.rawValue ?? "" : "not-only")
        candidates.append(Pairing.Candidate(index: try sample.index, text: ""))
        continue
      }
      var candidate = try candidate(sample, text, solution: solution, score: score, in: scope)
      if let ranks { candidate.score = ranks[sample.number] }
      candidates.append(candidate)
    }
    return candidates
  }

  /// All samples, or of revisions those of each sample that is revised.
  private func groups(
    _ candidates: [Pairing.Candidate], in scope: RecordScope
  ) throws(RecordError) -> [Group] {
    guard revisions else { return [Group(candidates: candidates)] }
    var groups: [Int: Group] = [:]
    let none = candidates.map { Pairing.Candidate(index: $0.index, text: "") }
    for place in candidates.indices {
      guard let parent = try scope.parent(of: place) else { continue }
      groups[parent, default: Group(parent: parent, candidates: none)].candidates[place] =
        candidates[place]
    }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// What the strategy needs to know of a sample.
  private func candidate(
    _ sample: Sample, _ text: String, solution: String?, score: Expression, in scope: RecordScope
  ) throws(RecordError) -> Pairing.Candidate {
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
    case .transition:
      guard try sample.value("correct") != nil else {
        throw RecordError("the field \"correct\" is missing: run verify first")
      }
      candidate.parent = try sample.integer("parent")
      candidate.correct = try sample.boolean("correct")
    case .conditions:
      candidate.isChosen = try chosen?.holds(for: sample.number, in: scope) ?? false
      candidate.isRejected = try rejected?.holds(for: sample.number, in: scope) ?? false
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

  /// Adds the row of a pair.
  private func add(
    _ pair: Pairing.Pair, of group: Group, _ solution: String?, _ label: Double?,
    _ prompt: RowPrompt, _ id: String, _ scope: RecordScope, _ rows: inout Rows
  ) throws(RecordError) {
    let chosen = pair.chosen.map { group.candidates[$0].text } ?? solution ?? ""
    let rejected = group.candidates[pair.rejected]
    var names = [id]
    if let parent = group.parent { names.append("\(try scope.samples[parent].index)") }
    names += [pair.chosen.map { "\(group.candidates[$0].index)" } ?? "solution"]
    names.append("\(rejected.index)")
    let weight = try weight(of: pair, in: scope)
    let ended = (
      chosen: try isEnded(pair.chosen, in: scope), rejected: try isEnded(pair.rejected, in: scope)
    )
    rows.append { row in
      row.add("id", .string(names.joined(separator: "/")))
      row.add("prompt", text: prompt.text)
      row.add("chosen", prompt.completion(chosen))
      row.add("rejected", prompt.completion(rejected.text))
      row.add("weight", .number(weight))
      row.add("margin", .number(pair.margin))
      if let label { row.add("label_prob", .number(label)) }
      if truncated {
        row.add(
          "ended", ["chosen": .boolean(ended.chosen), "rejected": .boolean(ended.rejected)])
      }
    }
  }

  /// Whether the end of a text may be learned; nil is the solution.
  private func isEnded(_ place: Int?, in scope: RecordScope) throws(RecordError) -> Bool {
    guard let place else { return true }
    return RowRule.isEnded(finish: try scope.samples[place].string("finish"))
  }
}

extension Pairing.Strategy: ExpressibleByArgument {}
extension PairwiseRanking.Rule: ExpressibleByArgument {}
