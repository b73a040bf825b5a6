import ArgumentParser
import FilterKit
import Records
import Streams

/// Joins streams by the ids of their records.
@main
struct GatherCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "gather",
    abstract: "Joins streams by the ids of their records.",
    discussion: """
      Reads records and appends the samples of the records with the same id in each stream --with, \
      with indexes that go on behind the largest, and from, the name of their file; parent and \
      against change with the indexes. With --set fields of these records are copied instead, and \
      nothing else changes. --by tells which field of the other streams is the id, such as lifted.id: \
      then several of their records may come to one. Records of one id with different prompts are an \
      error; those that come to no record are dropped as no-partner. A record without a partner stays \
      as it is.

      --cross writes a record for each pair of a record and one of the stream --cross, which stands in \
      the field --into: id A/B, everything else the first's without its samples.

      Memory: 8 MiB, and some 100 bytes for each record of another stream that comes in another order, \
      which waits in a temporary file (TMPDIR); the stream --cross is held. Randomness: none.

      Example: problems reverse --count 10 > p; sample p --model base --seed 7 > b; sample p \
      --model base | gather --with b | vote
      """,
    version: version)

  static let commonOptions = ["--with", "--by", "--set", "--cross", "--into", "--output"]

  @Option(
    name: .customLong("with"),
    help: ArgumentHelp("A stream whose records are joined; may be repeated.", valueName: "file"))
  var others: [String] = []

  @Option(
    help: ArgumentHelp("The field of the other streams that is the id.", valueName: "field"))
  var by: FieldPath?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Copy these fields of the others' records instead of their samples.", valueName: "fields"))
  var fields: [String] = []

  @Option(
    help: ArgumentHelp("Write all pairs with the records of this stream.", valueName: "file"))
  var cross: String?

  @Option(
    help: ArgumentHelp("The field in which the record of --cross stands.", valueName: "field"))
  var into: String?

  @OptionGroup var stream: StreamOptions

  private var names: [String] {
    fields.flatMap { $0.split(separator: ",").map(String.init) }
  }

  func validate() throws {
    guard (cross == nil) != others.isEmpty else {
      throw ValidationError("use --with FILE to join streams, or --cross FILE --into FIELD")
    }
    guard (cross == nil) == (into == nil), cross == nil || (by == nil && names.isEmpty) else {
      throw ValidationError("--cross and --into go together, without --by and --set")
    }
    let own: Set = ["id", "prompt", "samples", "next_index", ""]
    for name in names + [into].compactMap({ $0 }) where own.contains(name) || name.contains(".") {
      throw ValidationError("invalid field \"\(name)\": use one other than id, prompt and samples")
    }
    guard !(others + [cross].compactMap { $0 }).contains("-") else {
      throw ValidationError("--with and --cross need files: standard input is the first stream")
    }
  }

  func run() throws {
    let description = RunDescription(Self.name)
    let streams = (others + [cross].compactMap { $0 }).map { file in
      PartnerStream(
        RecordReader(
          inputs: [file], options: stream.reading.input, threads: stream.running.threads),
        name: Self.name(of: file), by: by)
    }
    try RecordLoop(description, stream).run { loop in
      if let into { try multiply(loop, streams[0], into: into) } else { try join(loop, streams) }
      for other in streams { loop.sink.history.take(other.history) }
    }
  }

  /// What a file is called in samples: its name up to the first dot.
  private static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return String(last.prefix { $0 != "." })
  }

  // MARK: - Joining

  private func join(_ loop: RecordLoop, _ others: [PartnerStream]) throws {
    let names = names
    while let located = try loop.next() {
      let record = located.record
      do {
        let id = try record.need("id", try record.string("id"))
        let partners = try others.flatMap { try $0.take(id) }
        var joining = Joining(record: record)
        for partner in partners {
          if by == nil { try joining.check(partner) }
          if names.isEmpty {
            try joining.append(partner)
          } else {
            try joining.set(names, of: partner)
          }
        }
        try loop.write(.pass(try joining.finished()), of: record)
        count(partners, in: loop, appended: names.isEmpty)
      } catch let error as RecordError {
        try loop.reject(located, error)
      }
    }
    for other in others { try other.countLeft(in: &loop.sink.tally) }
  }

  /// Counts the partners of a record: they were read, and their samples were not made here.
  private func count(_ partners: [Partner], in loop: RecordLoop, appended: Bool) {
    for partner in partners {
      loop.sink.tally.records.read += 1
      loop.sink.tally.records.passed += 1
      let samples = partner.record.sampleCount
      loop.sink.tally.samples.read += samples
      if appended {
        loop.sink.tally.samples.added -= samples
      } else if samples > 0 {
        loop.sink.tally.samples.dropped["not-used", default: 0] += samples
      }
    }
  }

  // MARK: - Products

  private func multiply(_ loop: RecordLoop, _ other: PartnerStream, into field: String) throws {
    var held: [(id: String, record: Record)] = []
    while let record = try other.next() {
      held.append((try record.need("id", try record.string("id")), record))
      loop.sink.tally.countUse(of: record, dropped: nil)
    }
    while let located = try loop.next() {
      do {
        let record = located.record
        let id = try record.need("id", try record.string("id"))
        var rows = Rows(unused: "not-used")
        let own: Set = ["id", "samples", "next_index", field]
        for one in held {
          let kept = try record.fields.keys.filter { !own.contains($0) }.map {
            (key: $0, value: try record.need($0, try record.value($0)))
          }
          rows.append { row in
            row.add("id", .string("\(id)/\(one.id)"))
            for member in kept { row.add(named: member.key, copying: member.value) }
            row.add(named: field, text: one.record.bytes)
          }
        }
        try loop.write(held.isEmpty ? .drop("no-partner") : .rows(rows), of: record)
      } catch let error as RecordError {
        try loop.reject(located, error)
      }
    }
  }
}
