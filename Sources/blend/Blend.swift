import ArgumentParser
import FilterKit
import Records
import Streams

/// Mixes streams by weight.
@main
struct Blend: Filter {
  static let configuration = CommandConfiguration(
    commandName: "blend",
    abstract: "Mixes streams by weight.",
    discussion: """
      Reads several streams of anything, and writes their lines as they are. The next line comes \
      from the stream that is furthest behind its share, the first named of equals: a:3 b:1 gives \
      a a b a, a a b a, … It stops when a stream whose turn it is has no more; with --repeat that \
      one begins again, until each was used up once; with --count it stops there. What is then left \
      is read to its end and counted as left-over, so that every input is checked. Ids are not \
      checked: repeated lines keep theirs.

      Memory: a few blocks an input. Randomness: none.

      Example: blend gold.jsonl.zst:1 round1.jsonl.zst:3 --count 1000
      """,
    version: version)

  static let commonOptions = ["--count", "--repeat", "--output"]

  @Argument(
    help: ArgumentHelp(
      "A stream and its weight (default: 1); - is stdin.", valueName: "file:weight"))
  var inputs: [WeightedInput]

  @Flag(name: .customLong("repeat"), help: "Begin again with a stream that is used up.")
  var repeats = false

  @Option(help: ArgumentHelp("Stop after so many records.", valueName: "n"))
  var count: Int?

  @OptionGroup(title: "Input") var reading: ReadingOptions
  @OptionGroup(title: "Output") var writing: WritingOptions
  @OptionGroup(title: "Running") var running: RunningOptions

  func validate() throws {
    try OverwriteCheck.checkStreams(
      [("--output", writing.output), ("--rejects", reading.rejects)], inputs: inputs.map(\.path))
    let stdins = inputs.count { $0.path == "-" }
    guard stdins < 2 else { throw ValidationError("stdin can be read once") }
    guard stdins == 0 || !repeats else { throw ValidationError("stdin cannot be repeated") }
    if let count, count < 0 { throw ValidationError("--count must not be negative") }
  }

  func run() throws {
    let sink = try RecordSink(
      RunDescription(Self.name), writing: writing, running: running, reading: reading)
    do {
      var streams = inputs.map { MixedStream(input: $0, loop: open($0, sink)) }
      try mix(&streams)
      for stream in streams {
        sink.history.take(try stream.finish())
      }
      try sink.finish()
    } catch {
      if error as? StreamError != .closed { sink.abandon() }
      throw error
    }
  }

  private func open(_ input: WeightedInput, _ sink: RecordSink) -> RecordLoop {
    var running = running
    running.threads = max(1, running.threads / inputs.count)
    return RecordLoop(
      sharing: sink,
      StreamOptions(inputs: [input.path], reading: reading, writing: writing, running: running))
  }

  private func mix(_ streams: inout [MixedStream]) throws {
    let sum = inputs.reduce(0) { $0 + $1.weight }
    var written = 0
    while written < count ?? .max {
      let turn = streams.indices.max { first, second in
        // Of equals the first named counts as the larger.
        (streams[first].lag(written, of: sum), second) < (
          streams[second].lag(written, of: sum), first
        )
      }
      guard let turn else { return }
      if let located = try streams[turn].loop.next() {
        try streams[turn].loop.write(.pass(RecordEdit(located.record)), of: located.record)
        streams[turn].written += 1
        written += 1
        continue
      }
      let isNew = streams[turn].usedUp()
      guard repeats, count != nil || streams.contains(where: { $0.firstPass == nil }) else {
        return
      }
      guard isNew else {
        throw Failure(.badData, "\(inputs[turn].path): no records, so nothing can be repeated")
      }
      streams[turn].loop = open(inputs[turn], streams[turn].loop.sink)
    }
  }
}

/// A stream that is mixed in.
private struct MixedStream {
  let input: WeightedInput
  /// The pass that is being read.
  var loop: RecordLoop
  /// The first pass once it is over.
  private(set) var firstPass: RecordLoop?
  var written = 0
  /// How many lines were written before this pass.
  private var writtenBefore = 0

  init(input: WeightedInput, loop: RecordLoop) {
    self.input = input
    self.loop = loop
  }

  /// How far it is behind its share before the next line, in lines times all weights.
  func lag(_ total: Int, of sum: Double) -> Double {
    Double(total + 1) * input.weight - Double(written) * sum
  }

  /// Notes that a pass is over; gives whether there was a line in it.
  mutating func usedUp() -> Bool {
    if firstPass == nil { firstPass = loop }
    defer { writtenBefore = written }
    return written > writtenBefore
  }

  /// Reads the rest of the first pass, and gives its history.
  func finish() throws -> History {
    if let firstPass { return firstPass.history }
    while let located = try loop.next() {
      try loop.write(.drop("left-over"), of: located.record)
    }
    return loop.history
  }
}

/// A file and how much of it is wanted, written `FILE:WEIGHT` or `FILE`.
struct WeightedInput: ExpressibleByArgument {
  var path: String
  var weight = 1.0

  init?(argument: String) {
    path = argument
    if let colon = argument.lastIndex(of: ":"),
      let number = Double(argument[argument.index(after: colon)...])
    {
      guard number > 0, number.isFinite else { return nil }
      path = String(argument[..<colon])
      weight = number
    }
    guard !path.isEmpty else { return nil }
  }
}
