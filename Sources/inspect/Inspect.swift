import ArgumentParser
import FilterKit
import Records
import Streams

/// Shows a stream to a person.
@main
struct Inspect: Filter {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows the records of a stream, how it was made, or whether it is whole.",
    discussion: """
      Reads any stream, and prints text: the records with their votes, samples and critiques; with \
      --history the filters that it went through, the last one first; with --ledger where records \
      and samples went in the last one; with --check nothing but whether every line is a record, \
      the ids are there once and the trailer's totals are those of the data (status 65 if not); \
      with --schema what the fields mean.

      Records are shown of streams without a trailer too, with a warning.

      Memory: a few blocks; --check keeps some 20 bytes a record. Randomness: none.

      Example: problems reverse --count 100 | inspect --limit 3
      """,
    version: version)

  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Show the records with these ids.", valueName: "id"))
  var id: [String] = []

  @Option(
    help: ArgumentHelp(
      "Show so many records (default: 10 on a terminal, else all).", valueName: "n"))
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      "Show these fields of records and samples as they are written, with commas between.",
      valueName: "names"))
  var fields: String?

  @Flag(help: "Show how the stream was made.")
  var history = false

  @Flag(help: "Show where records and samples went.")
  var ledger = false

  @Flag(help: "Say whether the stream is whole and its ids are unique.")
  var check = false

  @Flag(help: "Say what the fields of records and samples mean; reads nothing.")
  var schema = false

  @Flag(help: "Accept an input of no bytes as a stream of no records.")
  var allowEmpty = false

  @Option(help: ArgumentHelp("Refuse longer lines.", valueName: "bytes"))
  var maxLine = 256 << 20

  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative") }
    let modes = [history, ledger, check].count { $0 }
    if modes > 0, limit != nil || fields != nil || !id.isEmpty {
      throw ValidationError("--id, --limit and --fields choose among records, which are not shown")
    }
  }

  func run() throws {
    let page = Page()
    if schema {
      page.write(SchemaView.text)
    } else if history || ledger || check {
      for input in inputs.isEmpty ? ["-"] : inputs { try examine(input, page) }
    } else {
      try showRecords(page)
    }
    try page.flush()
  }

  func open(_ inputs: [String]) -> RecordReader {
    var reading = ReadingOptions()
    reading.allowEmpty = allowEmpty
    reading.maxLine = maxLine
    return RecordReader(inputs: inputs, reading: reading, threads: running.threads)
  }

  // MARK: - Records

  private func showRecords(_ page: Page) throws {
    let reader = open(inputs)
    let view = RecordView(page: page, fields: fields?.split(separator: ",").map(String.init))
    let limit = limit ?? (page.isTerminal ? 10 : Int.max)
    var shown = 0
    do {
      while let located = try reader.next() {
        let record = located.record
        guard try id.isEmpty || record.string("id").map(id.contains) ?? false else { continue }
        guard shown < limit else {
          try page.flush()
          if !running.quiet { say("inspect: there are more records; --limit shows them") }
          break
        }
        do { try view.show(record) } catch {
          throw Failure(.badData, "\(located.position.name(id: record.id)): \(error)")
        }
        shown += 1
        if !reader.isReady || page.isFull { try page.flush() }
      }
    } catch {
      try page.flush()
      try forgiveNoTrailer(error)
    }
    if shown == 0, !id.isEmpty { throw Failure(.badData, "there is no record with that id") }
  }

  /// Lets a stream pass that only lacks its end.
  func forgiveNoTrailer(_ error: any Error) throws {
    let cause = (error as? Failure)?.cause ?? error as? StreamError
    guard case .noTrailer? = cause else { throw error }
    say("inspect: warning: \(error)")
  }
}
