/// Appends lines to a journal, on its own thread.
///
/// Lines that arrive within a moment, or while the disk is busy, are written together: many lines a
/// second take few syncs and few frames.
package final class JournalWriter: @unchecked Sendable {
  // Sendable: all variables are accessed under the monitor only, and the file by the thread only.
  private let file: JournalFile
  /// Rings when lines have reached the disk, or cannot.
  package let bell = Doorbell()
  private let monitor = Monitor()
  /// Lines that wait to be written, and their number.
  private var waiting: [UInt8] = []
  private var waitingCount = 0
  /// How many lines are on the disk.
  private var written = 0
  private var taken = 0
  /// Whether a caller waits until all are.
  private var isAwaited = false
  private var isEnding = false
  private var failure: StreamError?
  private var thread: Thread?

  /// A piece can only be read as a whole, so its length is limited.
  private static let pieceSize = 1 << 20
  /// From this number of bytes on, `append` waits for the disk.
  private static let mostWaiting = 64 << 20

  /// How long a line waits for others, in nanoseconds, unless a caller waits for it.
  private static let pause = 5_000_000

  /// Begins to wait for lines.
  package init(_ file: JournalFile) {
    self.file = file
    thread = Thread { self.work() }
  }

  /// Takes a line, with its newline.
  package func append(_ line: [UInt8]) throws {
    monitor.lock()
    defer { monitor.unlock() }
    while failure == nil, waiting.count > Self.mostWaiting { monitor.wait() }
    if let failure { throw failure }
    let isFirst = waiting.isEmpty
    waiting += line
    waitingCount += 1
    taken += 1
    if isFirst || waiting.count >= Self.pieceSize { monitor.broadcast() }
  }

  /// How many lines are on the disk.
  /// - Parameter all: waits until all are.
  package func written(all: Bool) throws -> Int {
    monitor.lock()
    defer { monitor.unlock() }
    if all, written < taken {
      isAwaited = true
      monitor.broadcast()
    }
    while all, failure == nil, written < taken { monitor.wait() }
    isAwaited = false
    if let failure { throw failure }
    return written
  }

  /// Waits until all lines are on the disk, and ends the thread.
  package func finish() throws {
    monitor.locked {
      isEnding = true
      monitor.broadcast()
    }
    thread?.join()
    thread = nil
    if let failure { throw failure }
  }

  private func work() {
    while true {
      monitor.lock()
      while waiting.isEmpty, !isEnding { monitor.wait() }
      gather()
      let (lines, count) = takePiece()
      monitor.unlock()
      guard count > 0 else { return }
      let result = Result { () throws(StreamError) in try file.append(lines) }
      monitor.lock()
      written += count
      if case .failure(let error) = result { failure = error }
      monitor.broadcast()
      monitor.unlock()
      bell.ring()
      if case .failure = result { return }
    }
  }

  /// Lets lines come together for a moment.
  private func gather() {
    let end = Moment(nanoseconds: Self.pause)
    while !isAwaited, !isEnding, waiting.count < Self.pieceSize {
      guard monitor.wait(until: end) else { return }
    }
  }

  /// Takes waiting lines up to the size of a piece, one at least if there is one.
  private func takePiece() -> (lines: [UInt8], count: Int) {
    defer {
      monitor.broadcast()
    }
    guard waiting.count > Self.pieceSize,
      let newline = LineCount.firstNewline(in: waiting[...], from: Self.pieceSize - 1)
    else {
      defer {
        waiting = []
        waitingCount = 0
      }
      return (waiting, waitingCount)
    }
    let lines = Array(waiting[...newline])
    let count = LineCount.of(lines)
    waiting.removeSubrange(...newline)
    waitingCount -= count
    return (lines, count)
  }
}
