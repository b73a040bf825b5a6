import ArgumentParser
import FilterKit
import Methods
import Records
import Streams

/// Divides a stream by the hash of the ids.
@main
struct Holdout: Filter {
  static let configuration = CommandConfiguration(
    commandName: "holdout",
    abstract: "Divides a stream in two: a held-out part to a file, the rest to stdout.",
    discussion: """
      Reads records with ids. A record is held out if the hash of --seed, --share, --cut and its id \
      falls into the share; the share is met up to chance. The same options hold out the same ids \
      of every stream, whatever else is in it. Other options hold out other ids: cuts one after \
      another are independent, so 50% behind 20% takes half of what is left. All rows of a problem \
      go to one side, since what pair and rows put behind its id does not count. Adds no field.

      Memory: one block a thread. Randomness: the options and the id alone.

      Example: problems reverse --count 1000 | holdout --share 10% --held valid.jsonl.zst > train.jsonl.zst
      """,
    version: version)

  static let commonOptions = ["--share", "--held", "--seed", "--output"]

  @Option(
    help: ArgumentHelp("The share that is held out.", valueName: "share"),
    transform: Share.init(_:))
  var share: Share

  @Option(help: ArgumentHelp("The file for the held-out records.", valueName: "file"))
  var held: String

  @Option(
    help: ArgumentHelp(
      "What the cut is called (default: the name of --held without folder and endings).",
      valueName: "name"))
  var cut: String?

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func validate() throws { try stream.check(outputs: [("--held", held)]) }

  func run() throws {
    let key = HoldoutCut(
      name: cut ?? HoldoutCut.name(ofFile: held), share: share.value, seed: seeding.seed)
    let description = RunDescription(Self.name, details: [seeding.detail])
    let tally = try stream.map(description, diverting: stream.writing.beside(held)) {
      record throws(RecordError) in
      let id = try record.need("id", try record.string("id"))
      let completions = record.isRow ? record.rowCompletions : 0
      return key.holds(HoldoutCut.problem(ofRow: id, completions: completions))
        ? .divert("held-out") : .pass(RecordEdit(record))
    }
    warn(tally.records)
  }

  /// Says that a side is empty, unless that was asked for.
  private func warn(_ counts: Tally.RecordCounts) {
    guard counts.read > counts.rejected, share.value > 0, share.value < 1 else { return }
    if counts.passed == 0 {
      say("holdout: warning: all \(counts.read) records are held out, and none is left")
    } else if counts.dropped.isEmpty {
      say("holdout: warning: none of \(counts.read) records is held out: \(held) is empty")
    }
  }
}

extension Record {
  /// Whether it is a row for training.
  fileprivate var isRow: Bool { rowCompletions > 0 }

  /// How many completions the id of a row names behind its problem: two in a pair.
  fileprivate var rowCompletions: Int {
    let keys = fields.keys
    if keys.contains("chosen"), keys.contains("rejected") { return 2 }
    return keys.contains("completion") ? 1 : 0
  }
}
