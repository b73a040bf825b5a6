import CZstd
import Glibc
import Streams
import Testing

/// A folder of its own for one test, removed with it.
final class Scratch {
  let folder: String

  init() throws {
    var name = Array("/tmp/streams-tests-XXXXXX".utf8CString)
    let made = name.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap { mkdtemp($0) } }
    folder = String(cString: try #require(made))
  }

  deinit {
    for name in names { unlink(folder + "/" + name) }
    rmdir(folder)
  }

  /// The files, hidden ones included.
  var names: [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ bytes: [UInt8], as name: String) throws -> String {
    let file = open(path(name), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      try #require(count > 0)
      done += count
    }
    close(file)
    return path(name)
  }

  func read(_ name: String) throws -> [UInt8] {
    let file = try InputFile(path: path(name))
    let reader = open(file.path, O_RDONLY)
    defer { close(reader) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = Glibc.read(reader, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }

  /// A chain of some lines, given to the writer in pieces.
  func chain(
    _ pieces: [[UInt8]], threads: Int = 1, flushing: Bool = false,
    trailer: String = #"{"version":"1"}"#
  ) throws -> [UInt8] {
    let output = try OutputFile(path: path("chain"))
    let writer = try StreamWriter(output, form: .chain(level: 1), threads: threads)
    for piece in pieces {
      try writer.append(piece[...])
      if flushing { try writer.flush() }
    }
    let raw = pieces.flatMap(\.self)
    try writer.finish { totals in
      #expect(totals.hash == ContentHash.of(raw))
      #expect(totals.bytes == raw.count)
      #expect(totals.lines == raw.count { $0 == 0x0A })
      return Array(trailer.utf8)
    }
    try writer.commit()
    return try read("chain")
  }

  /// What a reader makes of some bytes.
  func lines(
    of bytes: [UInt8], lineLimit: Int = 1 << 28, allowEmpty: Bool = false
  ) throws -> (lines: [UInt8], trailers: [String], foreign: Bool) {
    let input = try InputFile(path: try write(bytes, as: "input"))
    let reader = BlockReader(input, lineLimit: lineLimit, allowEmpty: allowEmpty)
    let decompressor = FrameDecompressor()
    var lines: [UInt8] = []
    var trailers: [String] = []
    while let block = try reader.next() {
      switch block {
      case .frame(let frame, let index, let offset):
        lines += try decompressor.decode(frame, index: index, offset: offset).lines
      case .lines(let raw): lines += raw
      case .trailer(let json, _): trailers.append(String(decoding: json, as: UTF8.self))
      }
    }
    return (lines, trailers, reader.sawForeign)
  }
}

/// A frame as other programs write it.
func foreignFrame(
  _ raw: [UInt8], level: Int32 = 3, checksum: Bool = false, contentSize: Bool = true
) throws -> [UInt8] {
  let context = try #require(ZSTD_createCCtx())
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum ? 1 : 0)
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, contentSize ? 1 : 0)
  let bound = ZSTD_compressBound(raw.count)
  return [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
    count = raw.withUnsafeBytes {
      ZSTD_compress2(context, buffer.baseAddress, bound, $0.baseAddress, $0.count)
    }
  }
}
