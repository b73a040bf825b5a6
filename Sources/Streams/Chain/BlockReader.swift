/// Cuts any input that may hold records into blocks: chains, other zstd files, plain lines, and
/// concatenations of them.
///
/// It checks the structure of a chain; `FrameDecompressor.decode` checks the hash of each frame, and
/// FilterKit's `BlockPump` the totals and the trailer, since Streams does not know JSON.
package final class BlockReader {
  private let input: InputFile
  private let lineLimit: Int
  private let allowEmpty: Bool
  private let gunzip: (() -> any Decompressing)?
  private let whenIdle: () throws -> Void

  private enum State {
    case begin
    case chain
    case foreign(any Decompressing)
    case plain
    case between
  }
  private var state = State.begin
  /// Raw bytes of a foreign input that are not yet a whole line, or a whole block.
  private var pending: [UInt8] = []
  /// Where the whole lines among the pending bytes end.
  private var pendingLines = 0
  /// Whether the decompressor may still hold bytes that it has not given out.
  private var holdsBytes = false
  /// Whether a part of the input was not a chain, so that its history is unknown.
  package private(set) var sawForeign = false

  /// Reads blocks from a file.
  /// - Parameters:
  ///   - input: the file.
  ///   - lineLimit: how long a line may be, in bytes.
  ///   - allowEmpty: whether an input of no bytes is a stream of no records.
  ///   - gunzip: reads gzip files; without it they are refused.
  ///   - whenIdle: called before a read that would have to wait.
  package init(
    _ input: InputFile, lineLimit: Int, allowEmpty: Bool,
    gunzip: (() -> any Decompressing)? = nil, whenIdle: @escaping () throws -> Void = {}
  ) {
    self.input = input
    self.lineLimit = lineLimit
    self.allowEmpty = allowEmpty
    self.gunzip = gunzip
    self.whenIdle = whenIdle
  }

  /// The next block, nil at the end.
  /// - Throws: `StreamError`, or what `whenIdle` throws.
  package func next() throws -> Block? {
    while true {
      switch state {
      case .begin:
        try fill(4)
        if input.bytes.isEmpty {
          guard allowEmpty else { throw StreamError.empty }
          return nil
        }
        if Frames.looksCompressed(input.bytes) {
          state = .between
        } else if let gunzip, input.bytes.starts(with: ForeignFormat.gzip) {
          sawForeign = true
          state = .foreign(gunzip())
        } else {
          try refuseBrokenMagic()
          state = .plain
          sawForeign = true
        }
      case .between:
        try fill(Frames.emptyDataFrame.count)
        if input.bytes.isEmpty { return try rest() }
        if input.bytes.starts(with: Frames.emptyDataFrame) {
          if let lines = try rest() { return lines }
          try beginChain()
          state = .chain
        } else {
          if let gunzip, input.bytes.starts(with: ForeignFormat.gzip) {
            state = .foreign(gunzip())
            continue
          }
          guard Frames.looksCompressed(input.bytes) else {
            try refuseBrokenMagic()
            throw damage("what follows the frame before is no zstd frame")
          }
          sawForeign = true
          state = .foreign(StreamingDecompressor())
        }
      case .chain:
        if let block = try chainBlock() { return block }
      case .foreign(let decompressor):
        if let lines = try foreignLines(decompressor) { return lines }
      case .plain:
        return try plainLines()
      }
    }
  }

  /// Refuses a damaged zstd frame: text never begins like this.
  private func refuseBrokenMagic() throws {
    if input.ended, input.bytes.count < 4, Frames.dataMagic.starts(with: input.bytes) {
      throw StreamError.cutOff(offset: input.offset)
    }
    try fill(Frames.emptyDataFrame.count)
    if input.bytes.dropFirst(4).starts(with: Frames.emptyDataFrame.dropFirst(4)) {
      throw damage("the start of the chain is not as it should be")
    }
    try fill(6)
    if input.offset == 0, let error = ForeignFormat.error(for: input.bytes) { throw error }
  }

  // MARK: - Chains

  private func beginChain() throws {
    try fill(Frames.start.count)
    guard input.bytes.starts(with: Frames.start) else {
      if input.ended { throw StreamError.noTrailer(offset: input.offset) }
      throw damage("the start of the chain is not as it should be")
    }
    _ = input.use(Frames.start.count)
  }

  /// One data frame with its index, or a trailer, which ends the chain.
  private func chainBlock() throws -> Block? {
    let offset = input.offset
    try fill(8)
    guard input.bytes.count >= 8 else {
      if input.bytes.isEmpty { throw StreamError.noTrailer(offset: offset) }
      throw StreamError.cutOff(offset: offset)
    }
    if input.bytes.starts(with: Frames.skippableMagic) {
      let content = try skippableContent()
      guard content.starts(with: Frames.trailerTag) else {
        throw StreamError.damaged(offset: offset, what: "an index frame without its data frame")
      }
      state = .between
      guard let trailer = Frames.trailerContent(content) else {
        throw StreamError.damaged(offset: offset, what: "the trailer is not what its hash says")
      }
      return .trailer(trailer, offset: offset)
    }
    guard input.bytes.starts(with: Frames.dataMagic) else {
      throw damage("neither a data frame nor a trailer")
    }
    let frame = try dataFrame()
    try fill(8)
    guard input.bytes.count >= 8 else { throw StreamError.cutOff(offset: offset) }
    guard input.bytes.starts(with: Frames.skippableMagic) else {
      throw damage("a data frame without its index frame")
    }
    guard let index = FrameIndex(content: try skippableContent()) else {
      throw StreamError.damaged(offset: offset, what: "the index frame is not as it should be")
    }
    guard index.bytes == UInt64(frame.size) else {
      throw StreamError.damaged(offset: offset, what: "the index frame states another size")
    }
    return .frame(frame.bytes, index, offset: offset)
  }

  private func dataFrame() throws -> (bytes: [UInt8], size: Int) {
    let offset = input.offset
    while true {
      let extent: FrameExtent.Extent?
      do { extent = try FrameExtent.measure(input.bytes) } catch {
        throw StreamError.damaged(offset: offset, what: error.reason)
      }
      guard let extent else {
        // Compression grows data by far less than half.
        guard input.bytes.count < 2 * Frames.longestData(lineLimit: lineLimit) else {
          throw StreamError.longLine(offset: offset, limit: lineLimit)
        }
        guard !input.ended else { throw StreamError.cutOff(offset: offset) }
        try fill(input.bytes.count + 1)
        continue
      }
      guard let size = extent.contentSize else {
        throw StreamError.damaged(offset: offset, what: "the data frame does not state its size")
      }
      guard size >= 0, size <= Frames.longestData(lineLimit: lineLimit) else {
        throw StreamError.longLine(offset: offset, limit: lineLimit)
      }
      return (Array(input.use(extent.length)), size)
    }
  }

  /// Takes a skippable frame and returns its content.
  private func skippableContent() throws -> ArraySlice<UInt8> {
    let offset = input.offset
    let length = Int(
      Frames.integer(
        UInt32.self, input.bytes[input.bytes.startIndex + 4..<input.bytes.startIndex + 8]))
    guard length <= Self.trailerLimit else { throw damage("a trailer of \(length) bytes") }
    try fill(8 + length)
    guard input.bytes.count >= 8 + length else { throw StreamError.cutOff(offset: offset) }
    return input.use(8 + length).dropFirst(8)
  }

  /// The longest trailer that is accepted; a larger number means damage.
  private static let trailerLimit = 1 << 28

  // MARK: - Other inputs

  /// Lines of a zstd file that is no chain; nil when its frame has ended.
  private func foreignLines(_ decompressor: any Decompressing) throws -> Block? {
    while true {
      if input.bytes.isEmpty, !holdsBytes {
        if !input.ended, !input.isReady, let lines = takeLines() { return lines }
        try fill(1)
        guard !input.bytes.isEmpty else { throw StreamError.cutOff(offset: input.offset) }
      }
      let known = pending.count
      let step: DecompressionStep
      do {
        step = try decompressor.step(input.bytes, into: &pending, limit: Frames.dataFrameSize)
      } catch {
        throw damage(error.reason)
      }
      _ = input.use(step.used)
      holdsBytes = step.filledOutput && !step.frameEnded
      try checkPending(from: known)
      if step.frameEnded { state = .between }
      if pending.count >= Frames.dataFrameSize, let lines = takeLines() { return lines }
      if step.frameEnded { return nil }
    }
  }

  /// Lines of an uncompressed input.
  private func plainLines() throws -> Block? {
    while true {
      let known = pending.count
      pending.append(contentsOf: input.use(input.bytes.count))
      try checkPending(from: known)
      if input.ended { return try rest() }
      if pending.count >= Frames.dataFrameSize || !input.isReady, let lines = takeLines() {
        return lines
      }
      try fill(1)
    }
  }

  /// Examines the pending bytes from a position on, which are new.
  private func checkPending(from position: Int) throws {
    if let last = LineCount.lastNewline(in: pending[position...]) { pendingLines = last + 1 }
    if pending.count > lineLimit,
      LineCount.firstNewline(in: pending[...], from: 0) ?? Int.max > lineLimit
    {
      throw StreamError.longLine(offset: max(input.offset - pending.count, 0), limit: lineLimit)
    }
  }

  /// The whole lines among the pending bytes.
  private func takeLines() -> Block? {
    guard pendingLines > 0 else { return nil }
    let lines = Array(pending[..<pendingLines])
    pending = Array(pending[pendingLines...])
    pendingLines = 0
    return .lines(lines)
  }

  /// What is pending at the end; a last line needs no newline.
  private func rest() throws -> Block? {
    guard let last = pending.last else { return nil }
    if last != 0x0A { pending.append(0x0A) }
    defer {
      pending = []
      pendingLines = 0
    }
    return .lines(pending)
  }

  // MARK: - Input

  private func fill(_ count: Int) throws {
    while input.bytes.count < count, !input.ended {
      if !input.isReady { try whenIdle() }
      try input.read()
    }
  }

  private func damage(_ what: String) -> StreamError {
    .damaged(offset: input.offset, what: what)
  }
}
