import Glibc
import Streams
import Testing

@Suite struct InputFileTests {
  @Test func aMissingFileIsAnErrorOfTheSystem() throws {
    let scratch = try Scratch()
    let path = scratch.path("missing")
    #expect(throws: StreamError.system(action: "open", path: path, code: ENOENT)) {
      try InputFile(path: path)
    }
  }

  @Test func aChainComesThroughAPipeInPieces() throws {
    let scratch = try Scratch()
    let lines = (0..<3).flatMap { Array("{\"a\":\($0)}\n".utf8) }
    let chain = try scratch.chain([lines], threads: 2)
    try #require(mkfifo(scratch.path("pipe"), 0o600) == 0)
    let path = scratch.path("pipe")
    let thread = Thread {
      let output = open(path, O_WRONLY)
      for byte in chain { _ = withUnsafeBytes(of: byte) { write(output, $0.baseAddress, 1) } }
      close(output)
    }
    let reader = BlockReader(try InputFile(path: path), lineLimit: 1000, allowEmpty: false)
    var read: [UInt8] = []
    while let block = try reader.next() {
      if case .frame(let frame, let index, let offset) = block {
        read += try FrameDecompressor().decode(frame, index: index, offset: offset).lines
      }
    }
    thread.join()
    #expect(read == lines)
  }

  @Test func aPipeThatDoesNotBlockIsWaitedFor() throws {
    let scratch = try Scratch()
    let lines = (0..<200_000).flatMap { Array("{\"a\":\($0)}\n".utf8) }
    let path = scratch.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    // It keeps the pipe open for both.
    let both = open(path, O_RDWR | O_NONBLOCK)
    try #require(both >= 0)
    let input = try InputFile(path: path)
    let thread = Thread {
      guard let output = try? OutputFile(path: path) else { return }
      Self.makeNonBlocking(path)
      usleep(20_000)
      try? output.write(lines + Array("end\n".utf8))
    }
    let reader = BlockReader(input, lineLimit: 1000, allowEmpty: false)
    var read: [UInt8] = []
    while !read.reversed().starts(with: Array("end\n".utf8).reversed()),
      let block = try reader.next()
    {
      guard case .lines(let raw) = block else { continue }
      usleep(1000)
      read += raw
    }
    thread.join()
    close(both)
    #expect(read == lines + Array("end\n".utf8))
  }

  /// Does what an event loop does to the ends of its pipes, with all of this process.
  private static func makeNonBlocking(_ path: String) {
    var wanted = stat()
    stat(path, &wanted)
    for descriptor in Int32(0)..<256 {
      var status = stat()
      guard fstat(descriptor, &status) == 0, status.st_ino == wanted.st_ino,
        status.st_dev == wanted.st_dev
      else { continue }
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }
}
