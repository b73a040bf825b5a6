import Randomness
import Streams
import Testing

@Suite struct BlockReaderTests {
  private let text = Array("{\"a\":1}\n{\"b\":\"two\"}\n{\"c\":[3]}\n".utf8)

  @Test func everyTruncationOfAChainIsAnError() throws {
    let scratch = try Scratch()
    let chain = try scratch.chain([text, text], flushing: true)
    #expect(try scratch.lines(of: chain).lines == text + text)
    for count in chain.indices {
      #expect(throws: StreamError.self, "\(count)") {
        try scratch.lines(of: Array(chain[..<count]))
      }
    }
  }

  @Test func everyFlippedBitIsAnErrorOrChangesNothing() throws {
    let scratch = try Scratch()
    var chain = try scratch.chain([text, text], flushing: true)
    for place in chain.indices {
      for bit in 0..<8 {
        chain[place] ^= 1 << UInt8(bit)
        if let read = try? scratch.lines(of: chain) {
          #expect(read.lines == text + text, "byte \(place), bit \(bit)")
          #expect(read.foreign || read.trailers == [#"{"version":"1"}"#])
        }
        chain[place] ^= 1 << UInt8(bit)
      }
    }
  }

  @Test func aStreamOfNoRecordsIsNoEmptyInput() throws {
    let scratch = try Scratch()
    let read = try scratch.lines(of: try scratch.chain([]))
    #expect(read.lines.isEmpty)
    #expect(read.trailers.count == 1)
    #expect(!read.foreign)
    #expect(throws: StreamError.empty) { try scratch.lines(of: []) }
    #expect(try scratch.lines(of: [], allowEmpty: true).lines.isEmpty)
    #expect(throws: StreamError.noTrailer(offset: 0)) {
      try scratch.lines(of: Array(try scratch.chain([])[..<12]))
    }
  }

  @Test func plainTextNeedsNoLastNewline() throws {
    let scratch = try Scratch()
    #expect(try scratch.lines(of: text).lines == text)
    #expect(try scratch.lines(of: text.dropLast()).lines == text)
    #expect(try scratch.lines(of: Array("x".utf8)).lines == Array("x\n".utf8))
    #expect(try scratch.lines(of: text).foreign)
  }

  @Test func chainsAndOtherFramesMayFollowOneAnother() throws {
    let scratch = try Scratch()
    let chain = try scratch.chain([text])
    let cut = text.count / 2
    let foreign =
      try foreignFrame(Array(text[..<cut])) + foreignFrame([])
      + foreignFrame(Array(text[cut...].dropLast()), checksum: true, contentSize: false)
    #expect(try scratch.lines(of: chain + chain).lines == text + text)
    #expect(try scratch.lines(of: chain + chain).trailers.count == 2)
    #expect(try scratch.lines(of: foreign).lines == text)
    let mixture = try scratch.lines(of: chain + foreign + chain)
    #expect(mixture.lines == text + text + text)
    #expect(mixture.trailers.count == 2)
    #expect(mixture.foreign)
    for count in 1..<foreign.count - 13 where count < cut {
      #expect(throws: StreamError.self) { try scratch.lines(of: Array(foreign[..<count])) }
    }
  }

  /// Incompressible, then endlessly repeated: blocks that end anywhere, and output without input.
  @Test(arguments: [1, 19] as [Int32])
  func largeForeignFramesAreReadToTheirEnd(level: Int32) throws {
    let scratch = try Scratch()
    var random = CounterGenerator(key: 3)
    var raw: [UInt8] = (0..<300_001).map { _ in UInt8.random(in: 32...126, using: &random) }
    raw += Array(repeating: 0x41, count: 3_000_001) + [0x0A]
    let frame = try foreignFrame(raw, level: level)
    #expect(try scratch.lines(of: frame).lines == raw)
    #expect(throws: StreamError.self) { try scratch.lines(of: frame.dropLast()) }
  }

  @Test func linesThatAreTooLongAreRefused() throws {
    let scratch = try Scratch()
    let long = Array(repeating: UInt8(0x41), count: 3 << 20) + [0x0A]
    let inputs = [long, try foreignFrame(long), try scratch.chain([long])]
    for input in inputs {
      #expect(try scratch.lines(of: input).lines == long)
      #expect(throws: StreamError.longLine(offset: 0, limit: 1 << 20)) {
        do { _ = try scratch.lines(of: input, lineLimit: 1 << 20) } catch StreamError.longLine {
          throw StreamError.longLine(offset: 0, limit: 1 << 20)
        }
      }
    }
  }
}
