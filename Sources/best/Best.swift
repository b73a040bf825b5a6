import ArgumentParser
import FilterKit
import Methods
import Records

/// Takes the best samples of each problem, as samples or as rows for training.
@main
struct Best: Filter {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Takes the best samples of each problem, as samples or as rows for training.",
    discussion: """
      Reads records with samples and keeps the -n samples with the largest --by; of equal ones the \
      first. A sample without that value is dropped; a record whose samples all lack it is dropped as \
      no-value. With --as the output is rows for training in TRL's form, each with its id:
        sft    prompt, completion; one row for each sample
        kto    prompt, completion, label; one row for each sample whose --label is decided
        group  prompt, completions, rewards; one row for each problem, rewards from --by
      --from solution makes rows from the solutions of the data set instead of samples.

      Memory: one block for each thread. Randomness: none.

      Example: problems reverse --count 10 | best --as sft --from solution
      """,
    version: version)

  static let commonOptions = [
    "-n", "--by", "--rank", "--ascending", "--as", "--weight", "--output",
  ]

  /// The form of the rows.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case sft
    case kto
    case group
  }

  /// Where completions come from.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    case samples
    case solution
  }

  @Option(
    name: .customShort("n", allowingJoined: true),
    help: "Keep the N best samples of each problem (default: all).")
  var count: Int?

  @Option(
    help: ArgumentHelp(
      "With -n or --as group: what samples are compared by, such as nll or critiques[points].score "
        + "(default: reward).",
      valueName: "expression"), transform: Expression.init(parsing:))
  var by: Expression?

  @Option(
    help: "Compare by the ranking that critiques of --ask pairs give, instead of --by."
  )
  var rank: PairwiseRanking.Rule?

  @Option(
    help: ArgumentHelp(
      "With --rank: use the comparisons of this kind only (default: all).",
      valueName: "kind"))
  var scoreKind: String?

  @Flag(help: "Take the smallest values for the best.")
  var ascending = false

  @Option(name: .customLong("as"), help: "Write rows for training.")
  var form: Form?

  @Option(help: "With --as sft: take the completions from samples or from the solution.")
  var from = Source.samples

  @Option(
    help: ArgumentHelp(
      "With --as kto: the boolean field of the sample that is the label (default: correct).",
      valueName: "field"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "With --as sft or kto: give each row a weight, such as vote.share.", valueName: "expression"),
    transform: Expression.init(parsing:))
  var weight: Expression?

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if rank != nil, by != nil { throw ValidationError("give either --by or --rank, not both") }
    if let count, count < 1 { throw ValidationError("invalid -n \"\(count)\": use at least 1") }
    guard from == .samples || form == .sft else {
      throw ValidationError("--from solution needs --as sft")
    }
    try OptionRule.refuse(
      ["-n": count != nil, "--weight": weight != nil], unless: from == .samples,
      needing: "--from samples: a problem has one solution")
    try OptionRule.refuse(
      ["--by": by != nil, "--rank": rank != nil, "--ascending": ascending],
      unless: count != nil || form == .group, needing: "-n or --as group")
    try OptionRule.refuse(
      ["--score-kind": scoreKind != nil], unless: rank != nil, needing: "--rank")
    try OptionRule.refuse(["--label": label != nil], unless: form == .kto, needing: "--as kto")
    try OptionRule.refuse(
      ["--weight": weight != nil], unless: form == .sft || form == .kto,
      needing: "--as sft or --as kto")
  }

  /// The field that labels a row.
  private var labelField: String { label ?? "correct" }

  func run() throws {
    let by = try by ?? Expression(parsing: "reward")
    let compares = rank == nil && (count != nil || form == .group)
    let named = [compares ? by : nil, weight]
    let description = RunDescription(
      Self.name,
      fields: named.flatMap { $0?.paths ?? [] } + FieldPath.list([form == .kto ? labelField : nil]))
    try stream.map(description) { [self] record throws(RecordError) in
      if from == .solution { return try solutionRow(record) }
      let values = try values(of: record, by)
      let chosen = try choose(record, values)
      switch form {
      case nil: return keep(chosen, of: record)
      case .sft: return try sampleRows(chosen, of: record)
      case .kto: return try labelledRows(chosen, of: record)
      case .group: return try groupRow(chosen, values, of: record)
      }
    }
  }

  // MARK: - Choosing

  /// The samples that stay, in their order; all of them where there is nothing to compare by.
  private func choose(_ record: Record, _ values: [Double?]) throws(RecordError) -> [Sample] {
    let samples = try record.samples
    guard count != nil || form == .group else { return samples }
    var measured: [(sample: Sample, value: Double)] = []
    for sample in samples {
      if let value = values[sample.number] { measured.append((sample, value)) }
    }
    let order = measured.sorted { first, second in
      first.value == second.value
        ? first.sample.number < second.sample.number
        : (first.value > second.value) != ascending
    }
    return order.prefix(count ?? order.count).map(\.sample).sorted { $0.number < $1.number }
  }

  /// What samples are compared by, nil for those that have no such value.
  private func values(of record: Record, _ by: Expression) throws(RecordError) -> [Double?] {
    _ = try record.samples
    if let rank {
      let comparisons = try record.comparisons(kind: scoreKind)
      return PairwiseRanking(count: record.sampleCount, comparisons).scores(by: rank)
    }
    guard count != nil || form == .group else { return [] }
    return try by.values(in: RecordScope(record))
  }

  private func keep(_ chosen: [Sample], of record: Record) -> Outcome {
    guard !chosen.isEmpty else { return .drop("no-value") }
    let kept = Set(chosen.map(\.number))
    var edit = RecordEdit(record)
    for number in 0..<record.sampleCount where !kept.contains(number) {
      edit.dropSample(number, reason: "not-best")
    }
    return .pass(edit)
  }

  // MARK: - Rows

  private func solutionRow(_ record: Record) throws(RecordError) -> Outcome {
    guard let solution = try record.string("solution") else { return .drop("no-solution") }
    var rows = Rows(unused: "not-used")
    try append(to: &rows, of: record, id: "solution", completion: .string(solution)) { _ in }
    return .rows(rows)
  }

  private func sampleRows(_ chosen: [Sample], of record: Record) throws(RecordError) -> Outcome {
    guard !chosen.isEmpty else { return .drop("no-samples") }
    var rows = Rows(unused: "not-best")
    for sample in chosen {
      let weight = try rowWeight(of: sample, in: record)
      try append(to: &rows, of: record, sample) { row in
        if let weight { row.add("weight", .number(weight)) }
      }
    }
    rows.samples = chosen.count
    return .rows(rows)
  }

  private func labelledRows(_ chosen: [Sample], of record: Record) throws(RecordError) -> Outcome {
    var rows = Rows(unused: "no-label")
    for sample in chosen {
      guard let isGood = try sample.boolean(labelField) else { continue }
      let weight = try rowWeight(of: sample, in: record)
      try append(to: &rows, of: record, sample) { row in
        row.add("label", .boolean(isGood))
        if let weight { row.add("weight", .number(weight)) }
      }
    }
    rows.samples = rows.count
    return rows.count == 0 ? .drop("no-label") : .rows(rows)
  }

  private func groupRow(
    _ chosen: [Sample], _ values: [Double?], of record: Record
  ) throws(RecordError) -> Outcome {
    guard !chosen.isEmpty else { return .drop("no-value") }
    var completions: [JSON] = []
    var rewards: [JSON] = []
    for sample in chosen {
      let text = try sample.need("text", try sample.string("text"))
      completions.append(try record.completion(.string(text)))
      let value = values[sample.number] ?? 0
      rewards.append(.number(ascending ? -value : value))
    }
    let prompt = try record.need("prompt", try record.value("prompt"))
    let id = try record.need("id", try record.string("id"))
    var rows = Rows(unused: "not-best")
    rows.append { row in
      row.add("id", .string(id))
      row.add("prompt", copying: prompt)
      row.add("completions", .array(completions))
      row.add("rewards", .array(rewards))
    }
    rows.samples = chosen.count
    return .rows(rows)
  }

  private func append(
    to rows: inout Rows, of record: Record, _ sample: Sample, more: (inout JSONObjectWriter) -> Void
  ) throws(RecordError) {
    let text = try sample.need("text", try sample.string("text"))
    try append(
      to: &rows, of: record, id: "\(try sample.index)", completion: .string(text), more: more)
  }

  private func append(
    to rows: inout Rows, of record: Record, id part: String, completion: JSON,
    more: (inout JSONObjectWriter) -> Void
  ) throws(RecordError) {
    let id = try record.need("id", try record.string("id"))
    let prompt = try record.need("prompt", try record.value("prompt"))
    let completion = try record.completion(completion)
    rows.append { row in
      row.add("id", .string("\(id)/\(part)"))
      row.add("prompt", copying: prompt)
      row.add("completion", completion)
      more(&row)
    }
  }

  /// A row's weight, nil if rows have none.
  private func rowWeight(of sample: Sample, in record: Record) throws(RecordError) -> Double? {
    guard let weight else { return nil }
    return try weight.need(of: sample.number, in: RecordScope(record))
  }
}

extension PairwiseRanking.Rule: ExpressibleByArgument {}
