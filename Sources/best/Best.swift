import ArgumentParser
import FilterKit
import Methods
import Records

/// Keeps the best samples of each record.
@main
struct Best: Filter {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Keeps the best samples of each record.",
    discussion: """
      Reads records with samples and keeps the -n with the largest --by, or by --rank those that win \
      most comparisons; of equal ones the first. The others are dropped as not-best, samples without a \
      value as no-value, and those for which --only does not hold as not-only. A record of which no \
      sample is left is dropped. rows makes rows to train on of what is kept.

      Memory: one block a thread. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 4 | score --model base | best --by \
      logprob/tokens.completion
      """,
    version: version)

  static let commonOptions = ["-n", "--by", "--rank", "--ascending", "--only", "--output"]

  @Option(
    name: .customShort("n", allowingJoined: true),
    help: ArgumentHelp("How many samples stay.", valueName: "n"))
  var count = 1

  @Option(
    help: ArgumentHelp(
      "What samples are compared by, such as critiques[points].score (default: reward).",
      valueName: "expression"), transform: Expression.init(parsing:))
  var by: Expression?

  @Option(
    help: "Take the score that comparisons of the samples give, as critique --ask pairs makes them."
  )
  var rank: PairwiseRanking.Rule?

  @Option(
    help: ArgumentHelp(
      "Which critiques --rank takes for comparisons (default: all with against).",
      valueName: "kind"))
  var scoreKind: String?

  @Flag(help: "The smallest values are the best.")
  var ascending = false

  @OptionGroup(title: "Selection") var selection: SelectionOptions
  @OptionGroup var stream: StreamOptions

  func validate() throws {
    if rank != nil, by != nil { throw ValidationError("give either --by or --rank, not both") }
    if scoreKind != nil, rank == nil { throw ValidationError("--score-kind needs --rank") }
    if count < 1 { throw ValidationError("-n must be at least 1") }
  }

  func run() throws {
    let selection = selection.selection
    let by = try by ?? Expression(parsing: "reward")
    let description = RunDescription(
      Self.name, fields: rank == nil ? by.paths : [], selection: selection)
    let (rank, scoreKind, ascending, count) = (rank, scoreKind, ascending, count)
    try stream.map(description) { record throws(RecordError) in
      _ = try record.samples
      let scope = try RecordScope(record)
      let taken = try selection.taken(in: scope)
      let values = try Self.values(of: scope, by, rank, scoreKind)
      let known = taken.indices.compactMap { place in
        taken[place] ? values[place].map { (place: place, value: $0) } : nil
      }
      let order = known.sorted { first, second in
        first.value == second.value
          ? first.place < second.place : (first.value > second.value) != ascending
      }
      let best = Set(order.prefix(count).map(\.place))
      var edit = RecordEdit(record)
      for place in taken.indices where !best.contains(place) {
        edit.dropSample(
          place, reason: !taken[place] ? "not-only" : values[place] == nil ? "no-value" : "not-best"
        )
      }
      guard best.isEmpty else { return .pass(edit) }
      let reason = taken.contains(true) || taken.isEmpty ? "no-value" : "not-only"
      return .drop(reason, samples: edit.dropped)
    }
  }

  /// What samples are compared by, nil for those that have no such value.
  private static func values(
    of scope: RecordScope, _ by: Expression, _ rank: PairwiseRanking.Rule?, _ scoreKind: String?
  ) throws(RecordError) -> [Double?] {
    guard let rank else { return try by.values(in: scope) }
    let comparisons = try scope.record.comparisons(kind: scoreKind)
    return PairwiseRanking(count: scope.samples.count, comparisons).scores(by: rank)
  }
}

extension PairwiseRanking.Rule: ExpressibleByArgument {}
