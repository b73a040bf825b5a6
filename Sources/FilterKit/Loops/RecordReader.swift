import Records
import Streams

/// Reads records one after another on the caller's thread, for filters that are no map over
/// records: those that ask a model, and those that see the whole stream.
///
/// Reading, decompressing and scanning go on ahead on other threads.
package final class RecordReader {
  private struct ScannedLine: Sendable {
    var line: Int
    var offset: Int
    var content: Result<Record, RecordError>
    var raw: [UInt8]
  }
  private struct ScannedBlock: Sendable {
    var lines: [ScannedLine]
    var origin: BlockOrigin
  }

  private let queue = BoundedQueue<ScannedBlock>(capacity: 2)
  private var block = ScannedBlock(lines: [], origin: BlockOrigin())
  private var place = 0
  private let trailers: TrailerBox

  /// What trailers said: the reading thread sets it before it closes the queue.
  private final class TrailerBox: @unchecked Sendable {
    // Sendable: the queue's end orders all writes before all reads.
    var history = History()
    var ledgers: [JSON] = []
    var sawForeign = false

    func take<Work>(from pump: BlockPump<Work>) {
      sawForeign = pump.sawForeign
      history = pump.history
      ledgers = pump.ledgers
    }
  }

  /// Begins to read.
  /// - Parameter dataSet: how foreign files are read; nil for streams of records alone.
  package init(
    inputs: [String], options: InputOptions, threads: Int, dataSet: DataSetReading? = nil
  ) {
    let queue = queue
    let trailers = TrailerBox()
    self.trailers = trailers
    let thread = Thread {
      queue.close(
        Result {
          if let dataSet {
            try Self.read(dataSet, queue, trailers, inputs, options, threads)
          } else {
            try Self.readLines(queue, trailers, inputs, options, threads)
          }
        })
    }
    // Its end is that of the queue.
    thread.detach()
  }

  /// Reads inputs of lines into a queue.
  private static func readLines(
    _ queue: BoundedQueue<ScannedBlock>, _ trailers: TrailerBox, _ inputs: [String],
    _ options: InputOptions, _ threads: Int
  ) throws {
    let pump = BlockPump<[ScannedLine]>(
      inputs: inputs, options: options, threads: threads, work: scan,
      deliver: { lines, origin in queue.push(ScannedBlock(lines: lines, origin: origin)) },
      whenIdle: {})
    defer { trailers.take(from: pump) }
    try pump.run()
  }

  /// Reads inputs as data sets have them into a queue: they may be arrays, and blank lines and a byte
  /// order mark are passed over.
  private static func read(
    _ dataSet: DataSetReading, _ queue: BoundedQueue<ScannedBlock>, _ trailers: TrailerBox,
    _ inputs: [String],
    _ options: InputOptions, _ threads: Int
  ) throws {
    var cutter = ArrayCutter()
    let pump = BlockPump<DecodedBlock>(
      inputs: PumpInput.list(inputs), options: options, threads: threads, gunzip: dataSet.gunzip,
      work: { $0 },
      deliver: { block, origin in
        var block = block
        if origin.offset == 0, block.lines.starts(with: Self.byteOrderMark) {
          // Blanks, so that all places stay what they are.
          block.lines.replaceSubrange(..<3, with: [0x20, 0x20, 0x20])
        }
        if let elements = try cutter.cut(block.lines, origin) {
          let lines = elements.map { scan($0.bytes[...], line: $0.line, offset: $0.offset) }
          queue.push(ScannedBlock(lines: lines, origin: BlockOrigin(path: origin.path)))
        } else {
          let lines = scan(block) { !$0.allSatisfy(Self.isSpace) }
          queue.push(ScannedBlock(lines: lines, origin: origin))
        }
      },
      whenIdle: {})
    defer { trailers.take(from: pump) }
    try pump.run()
    try cutter.finish()
  }

  /// Whether `next` would return at once.
  package var isReady: Bool { place < block.lines.count || queue.isReady }

  /// Rings when `next` has become ready.
  var bell: Doorbell { queue.bell }

  /// The histories of the inputs; whole once `next` has returned nil.
  package var history: History { trailers.history }

  /// The ledgers that the inputs' trailers hold, in their order; whole likewise.
  package var ledgers: [JSON] { trailers.ledgers }

  /// Whether a part of the inputs has no trailer; known likewise.
  package var sawForeign: Bool { trailers.sawForeign }

  /// The next record, nil at the end.
  /// - Parameter reject: takes a line that is no record.
  /// - Throws: when the input is damaged, and what `reject` throws.
  func next(reject: (Rejection, Position) throws -> Void) throws -> LocatedRecord? {
    while true {
      while place < block.lines.count {
        let line = block.lines[place]
        place += 1
        let position = Position(
          path: block.origin.path, line: block.origin.line + line.line + 1,
          offset: block.origin.offset + line.offset)
        switch line.content {
        case .success(let record): return LocatedRecord(record: record, position: position)
        case .failure(let error):
          try reject(
            Rejection(
              line: line.line, offset: line.offset, id: nil, reason: error.reason, raw: line.raw),
            position)
        }
      }
      guard let next = try queue.pop() else { return nil }
      block = next
      place = 0
    }
  }

  /// The next record, nil at the end; the first bad line ends the run.
  package func next() throws -> LocatedRecord? {
    try next { rejection, position in
      throw Failure(.badData, "\(position.name(id: nil)): \(rejection.reason)")
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D
  }

  @Sendable private static func scan(_ block: DecodedBlock) -> [ScannedLine] {
    scan(block) { _ in true }
  }

  private static func scan(
    _ block: DecodedBlock, where isWanted: (ArraySlice<UInt8>) -> Bool
  ) -> [ScannedLine] {
    block.lineRanges.enumerated().filter { isWanted(block.lines[$0.element]) }.map {
      number, range in
      scan(block.lines[range], line: number, offset: range.lowerBound)
    }
  }

  private static func scan(_ bytes: ArraySlice<UInt8>, line: Int, offset: Int) -> ScannedLine {
    let content = Result { () throws(RecordError) in try Record(line: bytes) }
    let isBad = if case .failure = content { true } else { false }
    return ScannedLine(
      line: line, offset: offset, content: content, raw: isBad ? Array(bytes) : [])
  }
}
