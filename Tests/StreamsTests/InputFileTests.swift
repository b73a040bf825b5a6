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
}
