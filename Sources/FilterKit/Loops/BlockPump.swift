import Records
import Streams

/// Reads inputs and hands their blocks on: decoded and worked on by several threads, delivered in
/// order, with totals checked and histories gathered on the way.
final class BlockPump<Work: Sendable> {
  private enum Item: Sendable {
    case begin(path: String?)
    case block(Block)
    case end(foreign: Bool)
  }
  private enum Done: Sendable {
    case begin(path: String?)
    /// `tooLong` if the line after them is.
    case work(Work, DecodedBlock, checked: Bool, tooLong: Bool)
    case trailer([UInt8], offset: Int)
    case end(foreign: Bool)
    case failed(StreamError)
  }

  private let inputs: [PumpInput]
  private let options: InputOptions
  private let threads: Int
  private let gunzip: (@Sendable () -> any Decompressing)?
  private let work: @Sendable (DecodedBlock) -> Work
  private let deliver: (Work, BlockOrigin) throws -> Void
  private let whenIdle: () throws -> Void

  private var origin = BlockOrigin()
  private var running = RunningTotals()
  /// The histories of the inputs that were read to their ends.
  private(set) var history = History()
  /// Whether some of an input was no chain: no trailer speaks for that.
  private(set) var sawForeign = false
  /// The ledgers of the trailers, in their order.
  private(set) var ledgers: [JSON] = []

  /// - Parameters:
  ///   - gunzip: reads gzip files; without it they are refused.
  ///   - work: runs on any thread.
  ///   - deliver: runs on any thread, one at a time, in order.
  ///   - whenIdle: called when all that was read has been delivered and reading has to wait.
  init(
    inputs: [PumpInput], options: InputOptions, threads: Int,
    gunzip: (@Sendable () -> any Decompressing)? = nil,
    work: @escaping @Sendable (DecodedBlock) -> Work,
    deliver: @escaping (Work, BlockOrigin) throws -> Void, whenIdle: @escaping () throws -> Void
  ) {
    self.inputs = inputs
    self.options = options
    self.threads = threads
    self.gunzip = gunzip
    self.work = work
    self.deliver = deliver
    self.whenIdle = whenIdle
  }

  /// The same for inputs by their names.
  convenience init(
    inputs: [String], options: InputOptions, threads: Int,
    work: @escaping @Sendable (DecodedBlock) -> Work,
    deliver: @escaping (Work, BlockOrigin) throws -> Void, whenIdle: @escaping () throws -> Void
  ) {
    self.init(
      inputs: PumpInput.list(inputs), options: options, threads: threads, work: work,
      deliver: deliver, whenIdle: whenIdle)
  }

  /// Reads everything.
  func run() throws {
    Memory.keepBlocks()
    let work = work
    let lineLimit = options.maxLine
    let workers = OrderedWorkers<Item, Done>(
      threads: threads, window: threads + 2,
      context: { FrameDecompressor() },
      transform: { decompressor, item in
        Self.transform(item, decompressor, lineLimit: lineLimit, work)
      },
      deliver: { try self.receive($0) })
    do {
      for input in inputs { try read(input, workers) }
    } catch {
      // What was read before the failure still goes out.
      try workers.finish()
      throw error
    }
    try workers.finish()
  }

  private func read(_ input: PumpInput, _ workers: OrderedWorkers<Item, Done>) throws {
    let file = try InputFile(path: input.path, copy: input.copy)
    let name = input.name
    if file.isTerminal {
      say("\(programName): waiting for a stream on standard input (Ctrl-D ends it)")
    }
    try workers.submit(.begin(path: name))
    let reader = BlockReader(
      file, lineLimit: options.maxLine, allowEmpty: options.allowEmpty, gunzip: gunzip,
      whenIdle: {
        try workers.drain()
        try self.whenIdle()
      })
    do {
      while let block = try reader.next() { try workers.submit(.block(block)) }
    } catch let error as StreamError where error != .closed {
      try workers.drain()
      if case .longLine = error { throw longLine("this line, or one soon after it,") }
      throw Self.failure(error, in: name)
    }
    try workers.submit(.end(foreign: reader.sawForeign))
  }

  /// What is wrong with an input, by its name if it has one.
  private static func failure(_ error: StreamError, in path: String?) -> any Error {
    guard let path else { return error }
    return Failure(error.status, "\(path): \(error)", cause: error)
  }

  private static func transform(
    _ item: Item, _ decompressor: FrameDecompressor, lineLimit: Int,
    _ work: (DecodedBlock) -> Work
  ) -> Done {
    func done(_ block: DecodedBlock, checked: Bool) -> Done {
      let short = block.prefix(ofLinesUpTo: lineLimit)
      return .work(
        work(short ?? block), short ?? block, checked: checked, tooLong: short != nil)
    }
    switch item {
    case .begin(let path): return .begin(path: path)
    case .end(let foreign): return .end(foreign: foreign)
    case .block(.trailer(let json, let offset)): return .trailer(json, offset: offset)
    case .block(.lines(let lines)):
      return done(DecodedBlock(lines: lines, count: LineCount.of(lines)), checked: false)
    case .block(.frame(let bytes, let index, let offset)):
      do {
        return done(
          try decompressor.decode(bytes, index: index, offset: offset), checked: true)
      } catch {
        return .failed(error)
      }
    }
  }

  private func receive(_ done: Done) throws {
    switch done {
    case .begin(let path): origin = BlockOrigin(path: path)
    case .work(let work, let block, let checked, let tooLong):
      if checked { running.add(block.lines, lines: block.count) }
      try deliver(work, origin)
      origin.line += block.count
      origin.offset += block.lines.count
      if tooLong { throw longLine("the line") }
    case .trailer(let json, let offset): try close(json, offset: offset)
    case .end(foreign: true):
      sawForeign = true
      history.takeUnknown()
    case .end(foreign: false): break
    case .failed(let error): throw Self.failure(error, in: origin.path)
    }
  }

  /// The next line, or what is said of it, is longer than is allowed.
  private func longLine(_ what: String) -> Failure {
    let place = Position(path: origin.path, line: origin.line + 1, offset: origin.offset)
    return Failure(
      .badData,
      "\(place.name(id: nil)): \(what) is longer than \(options.maxLine) bytes "
        + "(--max-line allows more)")
  }

  private func close(_ json: [UInt8], offset: Int) throws {
    let trailer: Trailer
    do { trailer = try Trailer(parsing: json) } catch {
      throw Self.failure(
        .damaged(offset: offset, what: "the trailer: \(error)"), in: origin.path)
    }
    guard trailer.totals == running.value else {
      throw Self.failure(
        .damaged(offset: offset, what: "the totals are not those of the data"), in: origin.path)
    }
    running = RunningTotals()
    history.take(trailer.history)
    ledgers.append(trailer.ledger)
  }
}
