import Gzip
import Streams
import Testing

struct GzipDecompressorTests {
  /// "one\n" and "two\n", as Python's gzip writes them.
  private static let one: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 207, 75, 229, 2, 0, 159, 168, 23, 248, 4, 0, 0, 0,
  ]
  private static let two: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 43, 41, 207, 231, 2, 0, 116, 8, 23, 150, 4, 0, 0, 0,
  ]

  /// Reads all of an input that comes in pieces.
  private func read(_ input: [UInt8], pieces: Int) throws -> [UInt8] {
    let decompressor = GzipDecompressor()
    var output: [UInt8] = []
    var rest = input[...]
    var offered = min(pieces, rest.count)
    while !rest.isEmpty {
      let before = output.count
      let start = rest.startIndex
      let step = try decompressor.step(rest.prefix(offered), into: &output, limit: 3)
      rest = rest.dropFirst(step.used)
      if step.used == 0, output.count == before {
        offered += 1
        guard offered <= rest.count else { break }
      }
      #expect(rest.startIndex >= start)
    }
    return output
  }

  @Test(arguments: [1, 7, 1000])
  func membersAreReadOneAfterAnother(pieces: Int) throws {
    #expect(try read(Self.one + Self.two, pieces: pieces) == Array("one\ntwo\n".utf8))
  }

  @Test func damageIsAnError() {
    var bytes = Self.one
    bytes[bytes.count - 6] ^= 1
    #expect(throws: DecompressionFailure.self) { try read(bytes, pieces: 1000) }
    #expect(throws: DecompressionFailure.self) { try read([1, 2, 3], pieces: 3) }
  }
}
