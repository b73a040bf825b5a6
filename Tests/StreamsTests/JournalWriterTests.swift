import Glibc
import Testing

@testable import Streams

@Suite struct JournalWriterTests {
  @Test func everyLineReachesTheDiskInItsOrder() throws {
    let scratch = try Scratch()
    let path = scratch.path("journal")
    let lines = (0..<2000).map { number in
      Array("\(number) \(String(repeating: "x", count: number % 3000))\n".utf8)
    }
    let file = try JournalFile(path: path) { _ in Array("{}".utf8) }
    let writer = JournalWriter(file)
    for (number, line) in lines.enumerated() {
      try writer.append(line)
      if number % 500 == 0 { #expect(try writer.written(all: true) == number + 1) }
    }
    try writer.finish()
    #expect(try writer.written(all: false) == lines.count)
    var found: [UInt8] = []
    var pieces = 0
    let again = try InputFile(path: path)
    let reader = BlockReader(again, lineLimit: 10_000, allowEmpty: false)
    let decompressor = FrameDecompressor()
    while let block = try reader.next() {
      guard case .frame(let bytes, let index, let offset) = block else { continue }
      found += try decompressor.decode(bytes, index: index, offset: offset).lines
      pieces += 1
    }
    #expect(found == lines.flatMap { $0 })
    // The first lines wait for each other; the lines are more than two full pieces.
    #expect(pieces >= 3 && pieces < lines.count)
  }

  @Test func theBellRingsWhenLinesAreThere() throws {
    let scratch = try Scratch()
    let file = try JournalFile(path: scratch.path("journal")) { _ in Array("{}".utf8) }
    let writer = JournalWriter(file)
    try writer.append(Array("a\n".utf8))
    var place = pollfd(fd: writer.bell.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&place, 1, 60_000) == 1)
    #expect(try writer.written(all: false) == 1)
    try writer.finish()
  }
}
