import ArgumentParser
import FilterKit
import Methods
import Records
import Streams

/// Keeps the samples, or the records, for which conditions hold.
@main
struct Keep: Filter {
  static let configuration = CommandConfiguration(
    commandName: "keep",
    abstract: "Keeps the samples, or the records, for which conditions hold.",
    discussion: """
      Reads records with or without samples and adds no field. Samples for which --only does not \
      hold are dropped as not-only, and so is a record of which no sample is left. A field is \
      looked up in the sample, else in its record, so --only vote.share>=0.5 keeps or drops whole \
      records; a record without samples is asked itself. Null and missing fields fulfil no \
      condition but = null.

      --at-least and --fewer-than keep all samples and count instead: a record goes on if the \
      conditions hold for so many of its samples (dropped as too-few or too-many).

      --by compares over the whole stream: values of samples, or of records if the expression is \
      about records alone (vote.margin, mean(correct)). The largest are kept, with --ascending the \
      smallest: by --share, --count, --above, --within, --gate or --draw, with --per among those with \
      the same value of a field. The others are dropped as not-kept, those without a value as \
      no-value.

      --rest writes what is not kept to a second stream: whole records, or records with the samples \
      that were dropped.

      Memory: one block a thread; --by reads the stream twice (a pipe through a temporary file in \
      TMPDIR) and keeps its values in another. Randomness: --draw, and which of equal values --count \
      takes, are functions of --seed, the record's id and the sample's index.

      Example: problems reverse --count 100 | sample --model base -n 4 | verify --extract text | \
      keep --only correct=true
      """,
    version: version)

  static let commonOptions = [
    "--only", "--latest", "--at-least", "--fewer-than", "--rest", "--output",
  ]

  @OptionGroup(title: "Selection") var selection: SelectionOptions

  @Option(
    help: ArgumentHelp(
      "Keep whole records in which at least so many samples fulfil --only.", valueName: "n"))
  var atLeast: Int?

  @Option(
    help: ArgumentHelp(
      "Keep whole records in which fewer samples fulfil --only.", valueName: "n"))
  var fewerThan: Int?

  @Option(
    help: ArgumentHelp("Compare by this over the whole stream.", valueName: "expression"),
    transform: Expression.init(parsing:))
  var by: Expression?

  @OptionGroup(title: "Whole stream") var rule: StreamRuleOptions

  @Flag(help: "The smallest values of --by are the best.")
  var ascending = false

  @Option(
    help: ArgumentHelp("Apply the rule to each value of this field by itself.", valueName: "field"))
  var per: FieldPath?

  @Option(help: ArgumentHelp("Where what is not kept goes.", valueName: "file"))
  var rest: String?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    try stream.check(outputs: [("--rest", rest)])
    guard selection.isGiven || by != nil else {
      throw ValidationError("nothing to keep by: use --only, --latest or --by")
    }
    guard atLeast.map({ $0 > 0 }) ?? true, fewerThan.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--at-least and --fewer-than must be at least 1")
    }
    let rules = rule.rules
    guard rules.count == (by == nil ? 0 : 1) else {
      throw ValidationError(
        "--by goes with one of --share, --count, --above, --within, --gate and --draw")
    }
    guard by != nil || (!ascending && per == nil) else {
      throw ValidationError("--ascending and --per go with --by")
    }
    guard by == nil || (atLeast == nil && fewerThan == nil) else {
      throw ValidationError("--at-least and --fewer-than go without --by")
    }
    if case .draw? = rules.first, ascending {
      throw ValidationError("--draw has no order: use 1/(…) for --ascending")
    }
  }

  func run() throws {
    if let by, let rule = rule.rules.first {
      let choice = StreamChoice(
        by: by, rule: rule, ascending: ascending, per: per,
        seeds: Seeding(seed: seeding.seed, filter: Self.name))
      return try runWhole(choice)
    }
    let selection = selection.selection
    let description = RunDescription(Self.name, selection: selection)
    let (atLeast, fewerThan, divides) = (atLeast, fewerThan, rest != nil)
    let counts = atLeast != nil || fewerThan != nil
    try stream.map(description, diverting: stream.writing.beside(rest)) {
      record throws(RecordError) in
      let scope = try RecordScope(record)
      if counts {
        let count = try selection.taken(in: scope).count { $0 }
        return Self.outcome(of: record, count, atLeast, fewerThan, divides: divides)
      }
      guard !scope.samples.isEmpty else {
        return try selection.takesRecord(scope)
          ? .pass(RecordEdit(record)) : Self.leave("not-only", divides: divides)
      }
      let reasons = try selection.taken(in: scope).map { $0 ? nil : "not-only" }
      return Self.outcome(of: record, reasons, divides: divides)
    }
  }

  // MARK: - Over the whole stream

  private func runWhole(_ choice: StreamChoice) throws {
    let selection = selection.selection
    var values: [String: RankedNumbers] = [:]
    let inputs = try stream.survey(
      { record throws(RecordError) in
        let scope = try RecordScope(record)
        return try Self.units(of: scope, selection, choice).units
      },
      take: { units in
        for unit in units {
          guard let entry = unit.entry else { continue }
          let list = try values[unit.group] ?? RankedNumbers(in: temporaryDirectory)
          values[unit.group] = list
          try list.append(entry)
        }
      })
    let limits = try values.mapValues { try choice.limit(of: $0) }
    let description = RunDescription(
      Self.name, details: [seeding.detail], fields: choice.by.paths + (per.map { [$0] } ?? []),
      selection: selection)
    let divides = rest != nil
    try stream.map(description, again: inputs, diverting: stream.writing.beside(rest)) {
      record throws(RecordError) in
      let scope = try RecordScope(record)
      let (units, refusal) = try Self.units(of: scope, selection, choice)
      func reason(of unit: StreamChoice.Unit) -> String? {
        guard let entry = unit.entry else { return "no-value" }
        return limits[unit.group]?.keeps(entry) == true ? nil : "not-kept"
      }
      if let first = units.first, first.place == nil {
        return reason(of: first).map { Self.leave($0, divides: divides) }
          ?? .pass(RecordEdit(record))
      }
      guard !units.isEmpty || refusal == nil else {
        return Self.leave("not-only", divides: divides)
      }
      var reasons = [String?](repeating: "not-only", count: scope.samples.count)
      for unit in units { if let place = unit.place { reasons[place] = reason(of: unit) } }
      return Self.outcome(of: record, reasons, divides: divides)
    }
  }

  /// The units of a record that are compared, none if the conditions leave none.
  private static func units(
    of scope: RecordScope, _ selection: SampleSelection, _ choice: StreamChoice
  ) throws(RecordError) -> (units: [StreamChoice.Unit], refusal: String?) {
    let taken = try selection.taken(in: scope)
    let isTaken =
      scope.samples.isEmpty ? try selection.takesRecord(scope) : taken.contains(true)
    guard isTaken else { return ([], "not-only") }
    return (try choice.units(of: scope, taken), nil)
  }

  // MARK: - Outcomes

  /// What becomes of a record by how many of its samples the conditions hold for.
  private static func outcome(
    of record: Record, _ count: Int, _ atLeast: Int?, _ fewerThan: Int?, divides: Bool
  ) -> Outcome {
    if let atLeast, count < atLeast { return leave("too-few", divides: divides) }
    if let fewerThan, count >= fewerThan { return leave("too-many", divides: divides) }
    return .pass(RecordEdit(record))
  }

  /// What becomes of a record with a reason for each sample that is dropped.
  private static func outcome(of record: Record, _ reasons: [String?], divides: Bool) -> Outcome {
    var kept = RecordEdit(record)
    for (number, reason) in reasons.enumerated() {
      if let reason { kept.dropSample(number, reason: reason) }
    }
    guard kept.dropsSamples else { return .pass(kept) }
    guard kept.sampleCount > 0 else {
      let most = kept.dropped.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? "not-only"
      return divides ? .divert(most) : .drop(most, samples: kept.dropped)
    }
    guard divides else { return .pass(kept) }
    var rest = RecordEdit(record)
    for (number, reason) in reasons.enumerated() where reason == nil {
      rest.dropSample(number, reason: "kept")
    }
    return .divide(kept, rest: rest)
  }

  private static func leave(_ reason: String, divides: Bool) -> Outcome {
    divides ? .divert(reason) : .drop(reason)
  }
}
