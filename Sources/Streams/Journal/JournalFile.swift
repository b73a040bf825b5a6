import Glibc

/// A file of lines that only grows: what is added is on the disk when `append` returns.
///
///     piece     start, data frame, index frame, trailer      one a call of `append`
///
/// Each piece is a chain, so the file is a stream at any moment. A process that is killed leaves its
/// last piece torn at most; `recover` cuts that off and keeps the lines of its whole frames. One
/// process at a time has the file.
package final class JournalFile: @unchecked Sendable {
  // Sendable: `recover` comes before all else; then one thread appends, which alone touches `end`,
  // and one reads, which alone touches `decompressor`.
  package let path: String
  private let descriptor: Int32
  private let trailer: @Sendable (Totals) -> [UInt8]
  private let compressor = FrameCompressor(level: 3)
  private let decompressor = FrameDecompressor()
  /// Where the next piece begins.
  private var end = 0

  /// The place of some lines.
  package struct Place: Hashable, Sendable {
    /// Where their data frame begins.
    var offset: UInt64
    /// How long it is, its index frame not counted.
    var length: UInt32
  }

  /// Opens a file, or makes it.
  /// - Parameter trailer: makes the JSON of a trailer.
  /// - Throws: `StreamError.system` if it cannot be opened, or another process has it.
  package init(path: String, trailer: @escaping @Sendable (Totals) -> [UInt8]) throws(StreamError) {
    self.path = path
    self.trailer = trailer
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(action: "write", path: path, code: errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, PartialFile.names(path, descriptor) else {
      close(descriptor)
      throw .system(action: "use (another run has it)", path: path, code: EBUSY)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .system(action: "keep a journal in", path: path, code: EINVAL)
    }
    end = Int(status.st_size)
    if end == 0 { syncDirectory() }
  }

  deinit {
    // A child that was just forked may still have the file open; it must not hold the lock.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Makes sure that a new file is found again after the machine has failed.
  private func syncDirectory() {
    let cut = path.lastIndex(of: "/")
    let directory = cut.map { path[...$0].description } ?? "."
    let opened = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return }
    fsync(opened)
    close(opened)
  }

  /// Removes the file.
  package func remove() { unlink(path) }

  // MARK: - Recovery

  /// Reads the whole file, and cuts off a last piece that is torn.
  /// - Parameter visit: takes whole lines and their place.
  /// - Returns: how many bytes were cut off at the end.
  /// - Throws: `StreamError` if the file is no stream or is damaged before its end, and what `visit`
  ///   throws; the file is then as it was.
  package func recover(_ visit: (Place, _ lines: [UInt8]) throws -> Void) throws -> Int {
    let size = end
    guard size > 0 else { return 0 }
    let begin = try read(0, min(size, Frames.start.count))
    guard Frames.start.starts(with: begin) else {
      throw StreamError.damaged(offset: 0, what: "it is no journal")
    }
    let input = try InputFile(path: "/proc/self/fd/\(descriptor)")
    let reader = BlockReader(input, lineLimit: Self.longestLine, allowEmpty: false)
    var whole = 0
    var piece: [(place: Place, lines: [UInt8])] = []
    do {
      while let block = try reader.next() {
        switch block {
        case .frame(let bytes, let index, let offset):
          let lines = try decompressor.decode(bytes, index: index, offset: offset).lines
          let place = Place(offset: UInt64(offset), length: UInt32(bytes.count))
          piece.append((place, lines))
        case .trailer:
          for frame in piece { try visit(frame.place, frame.lines) }
          piece = []
          whole = input.offset
        case .lines: throw StreamError.damaged(offset: whole, what: "it is no journal")
        }
      }
    } catch let error as StreamError {
      guard try isLastPiece(whole) else { throw error }
    }
    guard whole < size else { return 0 }
    guard ftruncate(descriptor, off_t(whole)) == 0 else { throw failure("cut") }
    end = whole
    for frame in piece { try visit(try append(frame.lines), frame.lines) }
    return size - whole - piece.reduce(0) { $0 + Int($1.place.length) }
  }

  /// Longer lines are damage.
  private static let longestLine = 1 << 30

  /// Whether no other piece begins after the one that begins at an offset.
  private func isLastPiece(_ offset: Int) throws(StreamError) -> Bool {
    var offset = offset + 1
    while offset < end {
      let bytes = try read(offset, min(1 << 20, end - offset))
      if bytes.firstRange(of: Frames.start) != nil { return false }
      guard offset + bytes.count < end else { return true }
      offset += bytes.count - Frames.start.count + 1
    }
    return true
  }

  /// The lines at a place.
  package func lines(at place: Place) throws(StreamError) -> [UInt8] {
    let bytes = try read(Int(place.offset), Int(place.length) + FrameIndex.indexFrameLength)
    guard let index = FrameIndex(content: bytes.suffix(Frames.indexLength)) else {
      throw .damaged(offset: Int(place.offset), what: "the index frame is not as it should be")
    }
    let frame = Array(bytes.prefix(Int(place.length)))
    return try decompressor.decode(frame, index: index, offset: Int(place.offset)).lines
  }

  // MARK: - Bytes

  /// Adds whole lines; they are on the disk when this returns.
  package func append(_ lines: [UInt8]) throws(StreamError) -> Place {
    let count = LineCount.of(lines)
    let frames = compressor.compress(lines, lines: count)
    var totals = RunningTotals()
    totals.add(lines, lines: count)
    let content = Frames.checkedTrailer(trailer(totals.value))
    let piece =
      Frames.start + frames + Frames.skippable(tag: Frames.trailerTag, content: content)
    var written = 0
    while written < piece.count {
      let result = piece.withUnsafeBytes { bytes in
        pwrite(
          descriptor, bytes.baseAddress.map { $0 + written }, piece.count - written,
          off_t(end + written))
      }
      if result >= 0 {
        written += result
      } else if errno != EINTR {
        throw failure("write to")
      }
    }
    guard fdatasync(descriptor) == 0 else { throw failure("write to") }
    defer { end += piece.count }
    return Place(
      offset: UInt64(end + Frames.start.count),
      length: UInt32(frames.count - FrameIndex.indexFrameLength))
  }

  private func read(_ offset: Int, _ count: Int) throws(StreamError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let result = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
      }
      if result > 0 {
        done += result
      } else if result == 0 {
        throw .cutOff(offset: offset + done)
      } else if errno != EINTR {
        throw failure("read")
      }
    }
    return bytes
  }

  private func failure(_ action: String) -> StreamError {
    .system(action: action, path: path, code: errno)
  }
}
