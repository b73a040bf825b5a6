import Foundation
import Testing

@testable import FilterKit
@testable import Records
@testable import Streams

/// The document of the stream's format says what the code does.
struct StreamFormatTests {
  private static let document = "Sources/Streams/Streams.docc/StreamFormat.md"
  private static let raw = Array(
    """
    {"id":"a","prompt":"1 + 1 ="}
    {"id":"b","prompt":"2 + 3 ="}

    """.utf8)
  private static let index = FrameIndex(of: raw, lines: 2)

  /// A data frame that holds the lines in a raw block, so that it is the same for every version of
  /// zstd.
  private static let dataFrame: [UInt8] = {
    let header = Frames.dataMagic + [0x24, UInt8(raw.count)]
    let block = Frames.littleEndian(UInt32(raw.count << 3 | 1)).prefix(3)
    return header + block + raw + FrameChecksum.bytes(of: index)
  }()

  private static let trailer: [UInt8] = {
    let trailer = Trailer(
      totals: Totals(lines: 2, bytes: raw.count, hash: ContentHash.of(raw)), ledger: .null,
      history: [["filter": "unknown"]])
    return Frames.skippable(
      tag: Frames.trailerTag, content: Frames.checkedTrailer(trailer.bytes))
  }()

  private static let example = Frames.start + dataFrame + index.frame + trailer

  /// Some bytes of the example, and what they mean.
  private struct Piece {
    var length: Int
    var meaning: String

    init(_ length: Int, _ meaning: String) {
      self.length = length
      self.meaning = meaning
    }
  }

  /// All pieces in their order.
  private static let pieces = [startPieces, indexPieces, framePieces, indexPieces, trailerPieces]
    .flatMap(\.self)

  private static let startPieces = [
    Piece(4, "start: a zstd data frame,"), Piece(1, "of one segment, its size in four bytes,"),
    Piece(4, "which is 0;"), Piece(3, "its last block: raw, empty"),
  ]
  private static let indexPieces = [
    Piece(4, "a skippable frame"), Piece(4, "of 28 bytes:"), Piece(4, "ADX1, an index"),
    Piece(8, "lines"), Piece(8, "bytes"), Piece(8, "hash"),
  ]
  private static let framePieces = [
    Piece(4, "a zstd data frame,"), Piece(1, "of one segment, its size in one byte, checksum,"),
    Piece(1, "of \(raw.count) bytes;"), Piece(3, "its last block: raw, as long"),
    Piece(raw.count / 2, "line 1"), Piece(raw.count / 2, "line 2"), Piece(4, "checksum"),
  ]
  private static let trailerPieces = [
    Piece(4, "a skippable frame"), Piece(4, "of \(trailer.count - 8) bytes:"),
    Piece(4, "ADT1, the trailer"), Piece(trailer.count - 12 - 27, "a JSON object,"),
    Piece(27, "and its last member"),
  ]

  /// The example piece by piece, 16 bytes a row.
  private static var listing: String {
    var rows: [String] = []
    var place = 0
    for piece in pieces {
      let end = place + piece.length
      for start in stride(from: place, to: end, by: 16) {
        let bytes = example[start..<min(start + 16, end)]
        let hex = bytes.map { String(format: "%02X", $0) }.joined(separator: " ")
        let note =
          start == place ? String(repeating: " ", count: 48 - hex.count) + piece.meaning : ""
        rows.append(String(format: "%4d  ", start) + hex + note)
      }
      place = end
    }
    return "```text\n" + rows.joined(separator: "\n") + "\n```"
  }

  @Test func theWorkedExampleIsWhatTheCodeWrites() throws {
    #expect(Self.pieces.map(\.length).reduce(0, +) == Self.example.count)
    try Document(Self.document).expect(
      "worked example", toBe: Self.listing,
      recordedBy: "swift test --filter StreamFormatTests")
  }

  /// Reads bytes as the commands do.
  private func lines(of bytes: [UInt8], in folder: Folder) throws -> [UInt8] {
    let file = folder.url.appending(path: "stream")
    try Data(bytes).write(to: file)
    let input = try InputFile(path: file.path)
    let reader = BlockReader(input, lineLimit: 1 << 20, allowEmpty: false)
    let decompressor = FrameDecompressor()
    var lines: [UInt8] = []
    while let block = try reader.next() {
      switch block {
      case .frame(let bytes, let index, let offset):
        lines += try decompressor.decode(bytes, index: index, offset: offset).lines
      case .lines: Issue.record("taken for another file than a chain")
      case .trailer(let json, _):
        #expect(try Trailer(parsing: json).history == [["filter": "unknown"]])
      }
    }
    return lines
  }

  @Test func theWorkedExampleIsAStream() throws {
    #expect(try lines(of: Self.example, in: Folder()) == Self.raw)
  }

  /// Cut off after an index frame it has no trailer, and anywhere else inside a frame; both are said
  /// in the words of the document.
  @Test func anInputEndsAsTheDocumentSays() throws {
    let folder = try Folder()
    let document = try Document(Self.document).text
    let ends = [Self.example.count - Self.trailer.count, Frames.start.count]
    for count in 0..<Self.example.count {
      let error = try #require(throws: StreamError.self, "cut off at \(count)") {
        try lines(of: Array(Self.example[..<count]), in: folder)
      }
      if count == 0 { #expect(error == .empty) }
      if ends.contains(count) { #expect(error == .noTrailer(offset: count)) }
      let said = try #require("\(error)".firstMatch(of: /[^:,]*/)?.0)
      #expect(document.contains("\"\(said)\""), "\(said)")
    }
  }

  // MARK: - The program of the document

  private static let python = "/usr/bin/python3"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs Python"))
  func theProgramInPythonReadsStreams() throws {
    let folder = try Folder()
    try folder.write(try Document(Self.document).block("python"), to: "parts.py")
    try Data(Self.example).write(to: folder.url.appending(path: "example.zst"))
    try Data(Self.example.dropLast(Self.trailer.count))
      .write(to: folder.url.appending(path: "half.zst"))
    let example = try Shell.run("\(Self.python) parts.py example.zst", in: folder.url)
    let totals = "lines 2  bytes 60  xxh64 \(ContentHash.digits(Self.index.hash))"
    let start = "index    lines 0  bytes 0  xxh64 \(ContentHash.digits(ContentHash.of([])))"
    #expect(example.text == "\(start)\nindex    \(totals)\ntrailer  \(totals)\n")
    let half = try Shell.run("\(Self.python) parts.py half.zst", in: folder.url)
    #expect(half.status == 1 && half.stderr == "the stream has no trailer\n")
    // Frames as zstd compresses them, three of them, in two chains.
    let written = try Shell.run(
      """
      problems reverse --count 20000 --quiet -o a.zst
      problems copy --count 7 --quiet -o b.zst
      cat a.zst b.zst > both.zst
      \(Self.python) parts.py both.zst | grep -c index
      \(Self.python) parts.py both.zst | awk '/trailer/ { lines += $3; bytes += $5 } END { print lines, bytes }'
      zstd -dc both.zst | wc -lc | awk '{ print $1, $2 }'
      """, in: folder.url)
    let rows = written.text.split(separator: "\n")
    #expect(written.status == 0 && rows.count == 3, "\(written.stderr)")
    #expect(rows.first.flatMap { Int($0) } ?? 0 > 4)
    #expect(rows.dropFirst().first == rows.last)
  }
}
