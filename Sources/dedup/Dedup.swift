import ArgumentParser
import FilterKit
import Methods
import Records
import Streams

/// Drops what was there before.
@main
struct Dedup: Filter {
  static let configuration = CommandConfiguration(
    commandName: "dedup",
    abstract: "Drops problems, or samples, that were there before.",
    discussion: """
      Reads records. The first of equal problems stays, later ones are dropped: those whose prompt \
      has the same words, whatever stands between them, and with --near those whose prompt shares \
      so much of all runs of --shingle words (Jaccard similarity) with one that stays. With \
      --samples the samples of each record are compared with one another instead, by their text; a \
      record stays although it loses samples.

      An id that comes again is a warning, for draws and joins go by it.

      Memory: some 50 bytes a record that stays, with --near some 600; with --samples one record. \
      Randomness: none.

      Example: problems reverse --count 10 > p; cat p p | dedup
      """,
    version: version)

  @Flag(help: "Compare the samples of each record with one another.")
  var samples = false

  @Option(
    help: ArgumentHelp("Drop also what is similar, from 0 to 1: 0.8 is usual.", valueName: "share"))
  var near: Double?

  @Option(help: ArgumentHelp("How many words a shingle of --near has.", valueName: "n"))
  var shingle = 5

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard near.map({ $0 > 0 && $0 <= 1 }) ?? true else {
      throw ValidationError("--near must be more than 0 and at most 1")
    }
    guard shingle >= 1 else { throw ValidationError("--shingle must be at least 1") }
  }

  func run() throws {
    if samples { try compareSamples() } else { try compareProblems() }
  }

  private func compareSamples() throws {
    try stream.map(RunDescription(Self.name)) { [near, shingle] record throws(RecordError) in
      var seen = Duplicates(threshold: near, shingle: shingle)
      var edit = RecordEdit(record)
      for sample in try record.samples {
        let text = try sample.need("text", try sample.string("text"))
        guard let match = seen.add(text) else { continue }
        edit.dropSample(sample.number, reason: Self.reason(match))
      }
      return .pass(edit)
    }
  }

  private func compareProblems() throws {
    var seen = Duplicates(threshold: near, shingle: shingle)
    var ids: Set<UInt64> = []
    var repeated: (count: Int, first: String)?
    try RecordLoop(RunDescription(Self.name), stream).run { loop in
      while let located = try loop.next() {
        let record = located.record
        do {
          let text = try Self.text(of: record)
          if let id = record.id, !ids.insert(ContentHash.of(id)).inserted {
            repeated = (1 + (repeated?.count ?? 0), repeated?.first ?? id)
          }
          let match = seen.add(text)
          try loop.write(
            match.map { .drop(Self.reason($0)) } ?? .pass(RecordEdit(record)), of: record)
        } catch let error as RecordError {
          try loop.reject(located, error)
        }
      }
    }
    if let repeated {
      say("dedup: warning: \(repeated.count) ids come again, such as “\(repeated.first)”")
    }
  }

  /// The words of a prompt, of all its turns if it is a conversation.
  private static func text(of record: Record) throws(RecordError) -> String {
    let prompt = try record.need("prompt", try record.value("prompt"))
    if let text = prompt.string { return text }
    guard prompt.isArray, let turns = try record.json("prompt")?.array else {
      throw RecordError("the field “prompt” is no string and no list of messages")
    }
    let texts = turns.map { $0["content"]?.string }
    guard !texts.contains(nil) else {
      throw RecordError("the field “prompt”: a message has no content")
    }
    return texts.compactMap { $0 }.joined(separator: "\n")
  }

  private static func reason(_ match: Duplicates.Match) -> String {
    match.similarity == 1 ? "duplicate" : "near-duplicate"
  }
}
