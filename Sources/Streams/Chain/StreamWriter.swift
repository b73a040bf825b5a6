/// Writes whole lines as a chain, or as plain text.
///
///     append ──▶ cut into frames ──▶ compress (threads) ──▶ write, in order
package final class StreamWriter {
  /// How the lines are written.
  package enum Form: Equatable, Sendable {
    case plain
    /// A zstd chain of a compression level.
    case chain(level: Int)
  }

  /// Whole lines that are to be a frame.
  private struct RawFrame: Sendable {
    var bytes: [UInt8]
    var lines: Int
  }

  private let output: OutputFile
  private let form: Form
  private let compressors: OrderedWorkers<RawFrame, [UInt8]>?
  private var frame: [UInt8] = []
  private var running = RunningTotals()

  /// Begins a stream.
  /// - Throws: `StreamError` if the start cannot be written.
  package init(_ output: OutputFile, form: Form, threads: Int) throws {
    self.output = output
    self.form = form
    frame.reserveCapacity(Frames.dataFrameSize + Frames.dataFrameSize / 8)
    switch form {
    case .plain: compressors = nil
    case .chain(let level):
      compressors = OrderedWorkers(
        threads: threads, window: threads + 1,
        context: { FrameCompressor(level: level) },
        transform: { compressor, raw in compressor.compress(raw.bytes, lines: raw.lines) },
        deliver: { try output.write($0) })
      try output.write(Frames.start)
    }
  }

  /// Takes whole lines.
  package func append(_ lines: ArraySlice<UInt8>) throws {
    guard !lines.isEmpty else { return }
    var rest = lines
    while frame.count + rest.count >= Frames.dataFrameSize,
      let newline = LineCount.firstNewline(
        in: rest, from: rest.startIndex + max(Frames.dataFrameSize - frame.count - 1, 0))
    {
      frame.append(contentsOf: rest[...newline])
      rest = rest[(newline + 1)...]
      try flush()
    }
    frame.append(contentsOf: rest)
  }

  /// Closes the frame that is being filled, so that a reader sees its lines.
  package func flush() throws {
    guard !frame.isEmpty else { return }
    let lines = LineCount.of(frame)
    running.add(frame, lines: lines)
    if let compressors {
      try compressors.submit(RawFrame(bytes: frame, lines: lines))
    } else {
      try output.write(frame)
    }
    frame.removeAll(keepingCapacity: true)
  }

  /// Writes what is left and the trailer; `commit` then moves a file to its place.
  /// - Parameter trailer: makes the trailer's JSON object, compact; a plain stream has none.
  package func finish(trailer: (Totals) -> [UInt8]) throws {
    try flush()
    if let compressors {
      try compressors.finish()
      let content = Frames.checkedTrailer(trailer(running.value))
      try output.write(Frames.skippable(tag: Frames.trailerTag, content: content))
    }
  }

  /// Moves a finished file to its place; does nothing for standard output.
  package func commit() throws { try output.commit() }

  /// Writes what was taken, and ends without a trailer; a file is removed.
  package func abandon() {
    try? flush()
    try? compressors?.finish()
    output.abandon()
  }
}
