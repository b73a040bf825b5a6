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
      Reads records with ids. A record is held out if the hash of the seed and its id falls into \
      the share: the same ids are held out of every stream with that seed, whatever else is in it, \
      and the share is met up to chance. Adds no field.

      Memory: one block a thread. Randomness: --seed and the id alone.

      Example: problems reverse --count 1000 | holdout --share 10% --held valid.jsonl.zst > train.jsonl.zst
      """,
    version: version)

  @Option(
    help: ArgumentHelp("How much is held out.", valueName: "share"),
    transform: Share.init(_:))
  var share: Share

  @Option(help: ArgumentHelp("Where the held-out records go.", valueName: "file"))
  var held: String

  @OptionGroup var seeding: SeedOption
  @OptionGroup var stream: StreamOptions

  func run() throws {
    let seed = seeding.seed
    let limit = share.value * 0x1p64
    let description = RunDescription(Self.name, details: [seeding.detail])
    try stream.map(description, diverting: stream.writing.beside(held)) {
      record throws(RecordError) in
      let id = try record.need("id", try record.string("id"))
      return Double(ContentHash.of(id, seed: seed)) < limit
        ? .divert("held-out") : .pass(RecordEdit(record))
    }
  }
}
