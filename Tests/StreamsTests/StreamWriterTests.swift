import Randomness
import Streams
import Testing

@Suite struct StreamWriterTests {
  @Test func framesDependOnNeitherSlicesNorThreads() throws {
    let scratch = try Scratch()
    var random = CounterGenerator(key: 5)
    var raw: [UInt8] = []
    while raw.count < 5 << 20 {
      let length = Int.random(in: 0...40000, using: &random)
      raw += [UInt8](repeating: UInt8.random(in: 32...126, using: &random), count: length) + [0x0A]
    }
    let whole = try scratch.chain([raw])
    #expect(try scratch.lines(of: whole).lines == raw)
    for (threads, size) in [(1, 1), (3, 50_000), (4, 2_500_000)] {
      var pieces: [[UInt8]] = []
      var start = 0
      while start < raw.count {
        let from = min(start + size, raw.count - 1)
        let end = LineCount.firstNewline(in: raw[...], from: from) ?? raw.count - 1
        pieces.append(Array(raw[start...end]))
        start = end + 1
      }
      #expect(try scratch.chain(pieces, threads: threads) == whole)
    }
  }

  @Test func aPlainStreamIsItsLines() throws {
    let scratch = try Scratch()
    let output = try OutputFile(path: scratch.path("plain"))
    let writer = try StreamWriter(output, form: .plain, threads: 2)
    try writer.append(Array("a\nb\n".utf8)[...])
    try writer.finish { _ in [] }
    try writer.commit()
    #expect(try scratch.read("plain") == Array("a\nb\n".utf8))
  }

  @Test func anAbandonedFileIsGone() throws {
    let scratch = try Scratch()
    let output = try OutputFile(path: scratch.path("x"))
    let writer = try StreamWriter(output, form: .chain(level: 1), threads: 2)
    try writer.append(Array("a\n".utf8)[...])
    writer.abandon()
    #expect(scratch.names.isEmpty)
  }

  @Test(arguments: ["{}", #"{"a":1}"#, #"{"a":{}}"#])
  func trailersComeBackAsTheyWere(trailer: String) throws {
    let scratch = try Scratch()
    #expect(try scratch.lines(of: scratch.chain([], trailer: trailer)).trailers == [trailer])
  }
}
