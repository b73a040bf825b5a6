import ArgumentParser
import FilterKit
import Records
import Streams

/// Brings what lifted records came to back to the records that they came from.
@main
struct RegroupCommand: Filter {
  static let configuration = CommandConfiguration(
    commandName: "regroup",
    abstract: "Brings what lifted records came to back to the records that they came from.",
    discussion: """
      Reads records that lift made, those of one record one after another, and writes the records that \
      they came from. Each --set NAME=EXPRESSION sets a field of each sample that was lifted, or with \
      lift critiques --each of each critique: the expression is about the lifted record, or over all \
      samples of all records that were lifted of it, as in success=mean(correct) or tries=count(). \
      Samples of which no record is left get null. Everything else stays byte for byte.

      The records come from --onto, a stream in the order of the one that was lifted, whose records of \
      which nothing was lifted are written too; or, without it, from the first lifted record of each, \
      where lift --whole put it.

      Memory: one record with all that was lifted of it. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 2 > a; lift samples a --carry reference \
      | sample --model base -n 4 | verify | regroup --onto a --set 'success=mean(correct)'
      """,
    version: version)

  static let commonOptions = ["--set", "--onto", "--output"]

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A field to set, and what to; may be repeated.", valueName: "name=expression"),
    transform: RegroupedField.init(_:))
  var fields: [RegroupedField] = []

  @Option(help: ArgumentHelp("The stream that was lifted.", valueName: "file"))
  var onto: String?

  @OptionGroup var stream: StreamOptions

  func validate() throws {
    guard !fields.isEmpty else {
      throw ValidationError("nothing to bring back: use --set, as in --set 'success=mean(correct)'")
    }
    let names = fields.map(\.name)
    guard Set(names).count == names.count else {
      throw ValidationError("--set names a field twice")
    }
  }

  func run() throws {
    let description = RunDescription(Self.name, fields: fields.flatMap(\.expression.paths))
    let originals = onto.map {
      RecordReader(
        inputs: [$0], options: stream.reading.input, threads: stream.running.threads)
    }
    try RecordLoop(description, stream).run { loop in
      if let originals {
        try bring(loop, onto: originals)
        loop.sink.history.take(originals.history)
      } else {
        try bring(loop)
      }
    }
  }

  // MARK: - The records that were lifted

  /// Writes the records that the lifted ones hold.
  private func bring(_ loop: RecordLoop) throws {
    var groups = LiftedGroups(loop)
    while let group = try groups.next() {
      guard let line = group.original else {
        throw Failure(
          .badData,
          "\(group.name): the record \"\(group.id)\" is not in it: use lift --whole, or --onto with "
            + "the stream that was lifted")
      }
      try write(group, onto: try record(of: line, group), loop)
    }
  }

  /// Writes the records of the stream that was lifted.
  private func bring(_ loop: RecordLoop, onto originals: RecordReader) throws {
    var groups = LiftedGroups(loop)
    var group = try groups.next()
    while let original = try originals.next()?.record {
      if let next = group, try original.string("id") == next.id {
        try write(next, onto: original, loop)
        group = try groups.next()
      } else {
        try write(nil, onto: original, loop)
      }
    }
    if let group {
      throw Failure(
        .badData,
        "\(group.name): --onto has no record \"\(group.id)\" behind the one before it: both streams "
          + "must have one order")
    }
  }

  private func record(of line: [UInt8], _ group: LiftedGroup) throws -> Record {
    do { return try Record(line: line) } catch {
      throw Failure(.badData, "\(group.name): the record \"\(group.id)\": \(error)")
    }
  }

  private func write(_ group: LiftedGroup?, onto original: Record, _ loop: RecordLoop) throws {
    do {
      let regrouping = Regrouping(fields: fields, group: group)
      let edit = try regrouping.edit(original)
      try edit.check()
      var line: [UInt8] = []
      edit.write(to: &line)
      line.append(0x0A)
      loop.sink.tally.countMade(samples: original.sampleCount)
      try loop.sink.write(line)
    } catch let error as RecordError {
      throw Failure(.badData, "\(group?.name ?? onto ?? ""): \(error)")
    }
  }
}
