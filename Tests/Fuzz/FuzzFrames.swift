import CZstd
import Glibc

// Bytes through the reader of frames. The first byte chooses:
//
//     even   the others are the input: it is refused, or read as zstd itself reads it
//     odd    the others are lines, written as a chain that is damaged in one place: it is refused,
//            or the lines come out

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFrames(_ start: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let kind = bytes.first else { return 0 }
  if kind & 1 == 0 { fuzzInput(Array(bytes[1...])) } else { fuzzDamage(kind, bytes[1...]) }
  return 0
}

private let lineLimit = 1 << 16

private func fuzzInput(_ input: [UInt8]) {
  guard let lines = read(input), Frames.looksCompressed(input[...]) else { return }
  var reference = decompressed(input)
  if let last = reference.last, last != 0x0A { reference.append(0x0A) }
  demand(lines == reference, "other lines than those of zstd")
}

private func fuzzDamage(_ kind: UInt8, _ bytes: ArraySlice<UInt8>) {
  guard bytes.count > 3 else { return }
  let lines = Array(bytes.dropFirst(3)) + [0x0A]
  let compressor = FrameCompressor(level: 1)
  var chain = Frames.start
  if kind & 2 == 0 {
    chain += compressor.compress(lines, lines: LineCount.of(lines))
  } else {
    for line in lines.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
      chain += compressor.compress(line + [0x0A], lines: 1)
    }
  }
  chain += Frames.skippable(
    tag: Frames.trailerTag, content: Frames.checkedTrailer(Array(#"{"version":1}"#.utf8)))
  let place = (Int(bytes[bytes.startIndex]) << 8 | Int(bytes[bytes.startIndex + 1])) % chain.count
  let change = bytes[bytes.startIndex + 2]
  if kind & 4 == 0 {
    chain[place] ^= change
  } else {
    chain.removeSubrange(place...)
  }
  let isWhole = kind & 4 == 0 && change == 0
  if let read = read(chain) {
    demand(read == lines, "damage gave other lines")
  } else {
    demand(!isWhole, "a chain is refused as it was written")
  }
}

/// The lines of an input, nil if it is refused.
private func read(_ input: [UInt8]) -> [UInt8]? {
  // A file in memory without a name; Swift does not import O_TMPFILE.
  let file = open("/dev/shm", 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
  demand(file >= 0 && write(file, input, input.count) == input.count, "no file in memory")
  defer { close(file) }
  var lines: [UInt8] = []
  do {
    let reader = BlockReader(
      try InputFile(path: "/proc/self/fd/\(file)"), lineLimit: lineLimit, allowEmpty: false)
    let decompressor = FrameDecompressor()
    while let block = try reader.next() {
      switch block {
      case .frame(let frame, let index, let offset):
        let decoded = try decompressor.decode(frame, index: index, offset: offset)
        demand(decoded.count == LineCount.of(decoded.lines), "another number of lines")
        lines += decoded.lines
      case .lines(let some):
        demand(some.last == 0x0A, "a block that does not end with its line")
        lines += some
      case .trailer: break
      }
      // Whoever compresses a terabyte of zeros well shall not stop us.
      if lines.count > 1 << 24 { return nil }
    }
  } catch {
    return nil
  }
  return lines
}

/// What zstd's own reader makes of frames one after another.
private func decompressed(_ input: [UInt8]) -> [UInt8] {
  let context = ZSTD_createDCtx()
  defer { ZSTD_freeDCtx(context) }
  var raw: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  input.withUnsafeBytes { source in
    var from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
    while true {
      let (result, count) = buffer.withUnsafeMutableBytes { target in
        var to = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let result = ZSTD_decompressStream(context, &to, &from)
        return (result, to.pos)
      }
      demand(ZSTD_isError(result) == 0, "zstd refuses what was read")
      raw += buffer[..<count]
      if from.pos == from.size, count < buffer.count { return }
    }
  }
  return raw
}

/// Ends the process with words, which a precondition of an optimised build does not have.
private func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError(what()) }
}
