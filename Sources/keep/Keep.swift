import ArgumentParser
import FilterKit
import Methods
import Records

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

      --rest writes what is not kept to a second stream: whole records, or records with the samples \
      that were dropped.

      Memory: one block a thread. Randomness: none.

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

  @Option(help: ArgumentHelp("Where what is not kept goes.", valueName: "file"))
  var rest: String?

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard selection.isGiven else {
      throw ValidationError("nothing to keep by: use --only or --latest")
    }
    guard atLeast.map({ $0 > 0 }) ?? true, fewerThan.map({ $0 > 0 }) ?? true else {
      throw ValidationError("--at-least and --fewer-than must be at least 1")
    }
  }

  func run() throws {
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
      return Self.outcome(of: record, try selection.taken(in: scope), divides: divides)
    }
  }

  /// What becomes of a record by how many of its samples the conditions hold for.
  private static func outcome(
    of record: Record, _ count: Int, _ atLeast: Int?, _ fewerThan: Int?, divides: Bool
  ) -> Outcome {
    if let atLeast, count < atLeast { return leave("too-few", divides: divides) }
    if let fewerThan, count >= fewerThan { return leave("too-many", divides: divides) }
    return .pass(RecordEdit(record))
  }

  /// What becomes of a record of whose samples some are taken.
  private static func outcome(of record: Record, _ taken: [Bool], divides: Bool) -> Outcome {
    guard taken.contains(true) else { return leave("not-only", divides: divides) }
    var kept = RecordEdit(record)
    guard taken.contains(false) else { return .pass(kept) }
    var rest = RecordEdit(record)
    for (number, isTaken) in taken.enumerated() {
      if isTaken {
        rest.dropSample(number, reason: "kept")
      } else {
        kept.dropSample(number, reason: "not-only")
      }
    }
    return divides ? .divide(kept, rest: rest) : .pass(kept)
  }

  private static func leave(_ reason: String, divides: Bool) -> Outcome {
    divides ? .divert(reason) : .drop(reason)
  }
}
