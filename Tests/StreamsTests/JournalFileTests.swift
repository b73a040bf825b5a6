import Glibc
import Testing

@testable import Streams

@Suite struct JournalFileTests {
  private static let lines = ["one\n", "two\nthree\n", "four\n"].map { Array($0.utf8) }

  private func open(_ path: String) throws -> JournalFile {
    try JournalFile(path: path) { totals in Array(#"{"lines":\#(totals.lines)}"#.utf8) }
  }

  /// What a journal holds, and how many bytes of it were cut off.
  private func recovered(_ path: String) throws -> (lines: [[UInt8]], cut: Int) {
    let file = try open(path)
    var lines: [[UInt8]] = []
    let cut = try file.recover { place, found in
      let again = try file.lines(at: place)
      #expect(again == found)
      lines.append(found)
    }
    return (lines, cut)
  }

  /// A journal of three pieces, and where they end.
  private func journal(_ scratch: Scratch) throws -> (bytes: [UInt8], ends: [Int]) {
    var ends: [Int] = []
    do {
      let file = try open(scratch.path("journal"))
      #expect(try file.recover { _, _ in } == 0)
      for lines in Self.lines {
        let place = try file.append(lines)
        #expect(try file.lines(at: place) == lines)
        ends.append(try scratch.read("journal").count)
      }
    }
    return (try scratch.read("journal"), ends)
  }

  @Test func whatIsAddedIsReadAgain() throws {
    let scratch = try Scratch()
    _ = try journal(scratch)
    let found = try recovered(scratch.path("journal"))
    #expect(found == (Self.lines, 0))
  }

  @Test func itIsAStreamAtAnyMoment() throws {
    let scratch = try Scratch()
    let (bytes, ends) = try journal(scratch)
    for (count, end) in zip(1..., ends) {
      let path = try scratch.write(Array(bytes[..<end]), as: "part")
      let reader = BlockReader(try InputFile(path: path), lineLimit: 1000, allowEmpty: false)
      var trailers = 0
      while let block = try reader.next() {
        if case .trailer = block { trailers += 1 }
      }
      #expect(trailers == count)
      #expect(!reader.sawForeign)
    }
  }

  @Test func aTornPieceIsCutOffAndItsWholeFramesAreKept() throws {
    let scratch = try Scratch()
    let (bytes, ends) = try journal(scratch)
    let path = scratch.path("torn")
    for end in (ends[1] + 1)..<ends[2] {
      _ = try scratch.write(Array(bytes[..<end]), as: "torn")
      let first = try recovered(path)
      #expect(first.lines.starts(with: Self.lines.prefix(2)))
      #expect(first.cut > 0)
      let again = try recovered(path)
      #expect(again == (first.lines, 0), "after a cut at \(end)")
      do {
        let file = try open(path)
        _ = try file.recover { _, _ in }
        _ = try file.append(Array("five\n".utf8))
      }
      #expect(try recovered(path).lines == first.lines + [Array("five\n".utf8)])
    }
    let kept = try recovered(scratch.write(Array(bytes.dropLast()), as: "torn"))
    #expect(kept.lines == Self.lines)
  }

  @Test func aTornBeginningIsAnEmptyJournal() throws {
    let scratch = try Scratch()
    let (bytes, _) = try journal(scratch)
    for end in 1..<Frames.start.count {
      let path = try scratch.write(Array(bytes[..<end]), as: "torn")
      let found = try recovered(path)
      #expect(found == ([], end))
      #expect(try scratch.read("torn").isEmpty)
    }
  }

  @Test func damageBeforeTheLastPieceIsNoTear() throws {
    let scratch = try Scratch()
    let (bytes, ends) = try journal(scratch)
    for offset in stride(from: 0, to: ends[1], by: 3) {
      var damaged = bytes
      damaged[offset] ^= 0x55
      let path = try scratch.write(damaged, as: "damaged")
      #expect(throws: StreamError.self, "at \(offset)") { try recovered(path) }
      #expect(try scratch.read("damaged") == damaged)
    }
  }

  @Test func zerosAfterAPowerFailureAreCutOff() throws {
    let scratch = try Scratch()
    let (bytes, ends) = try journal(scratch)
    let zeros = [UInt8](repeating: 0, count: ends[2] - ends[1])
    let path = try scratch.write(bytes[..<ends[1]] + zeros, as: "torn")
    let found = try recovered(path)
    #expect(found == (Array(Self.lines.prefix(2)), zeros.count))
  }

  @Test func anotherFileIsLeftAsItIs() throws {
    let scratch = try Scratch()
    for bytes in [Array("{\"id\":\"a\"}\n".utf8), [0x28, 0xB5, 0x2F, 0xFD, 4], [0]] {
      let path = try scratch.write(bytes, as: "other")
      #expect(throws: StreamError.damaged(offset: 0, what: "it is no journal")) {
        try recovered(path)
      }
      #expect(try scratch.read("other") == bytes)
    }
  }

  @Test func oneRunAtATimeHasIt() throws {
    let scratch = try Scratch()
    let path = scratch.path("journal")
    let first = try open(path)
    let error = #expect(throws: StreamError.self) { try open(path) }
    #expect(error?.status == .inputOutput)
    withExtendedLifetime(first) {}
  }

  @Test func itCanBeOpenedAgainWhenItIsRemoved() throws {
    let scratch = try Scratch()
    let first = try open(scratch.path("journal"))
    first.remove()
    _ = try open(scratch.path("journal"))
    #expect(scratch.names == ["journal"])
  }
}
