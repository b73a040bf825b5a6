import CZstd
import Randomness
import Testing

@testable import Streams

@Suite struct ZstdTests {
  @Test func theExtentOfAFrameIsWhatZstdFinds() throws {
    var random = CounterGenerator(key: 1)
    for size in [0, 1, 200, 255, 256, 257, 65_791, 65_792, 131_072, 131_073, 700_000] {
      for kind in 0..<3 {
        let raw: [UInt8] = (0..<size).map { index in
          kind == 0
            ? 0 : kind == 1 ? UInt8(index / 7 & 0x3F) : UInt8(truncatingIfNeeded: random.next())
        }
        for checksum in [false, true] {
          for contentSize in [false, true] {
            let frame = try foreignFrame(raw, checksum: checksum, contentSize: contentSize)
            let found = frame.withUnsafeBytes {
              ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
            }
            #expect(found == frame.count)
            let extent = try FrameExtent.measure((frame + [1, 2, 3])[...])
            #expect(extent?.length == found)
            #expect(extent?.contentSize == (contentSize ? size : nil))
            #expect(try FrameExtent.measure(frame.dropLast()) == nil)
            #expect(try FrameExtent.measure(frame.prefix(6)) == nil)
          }
        }
      }
    }
  }

  @Test func aFrameHasTheChecksumThatZstdWouldGiveIt() throws {
    for size in [0, 1, 300, 200_000] {
      let raw = (0..<size).map { UInt8($0 / 7 & 0x3F) }
      let lines = LineCount.of(raw)
      let frame = FrameCompressor(level: 3).compress(raw, lines: lines)
        .dropLast(FrameIndex.indexFrameLength)
      #expect(Array(frame) == (try foreignFrame(raw, level: 3, checksum: true)))
    }
  }

  @Test func aWrongChecksumIsDamage() throws {
    let raw = Array("a\nb\n".utf8)
    let index = FrameIndex(of: raw, lines: 2)
    var frame = try foreignFrame(raw, checksum: true)
    #expect(try FrameDecompressor().decode(frame, index: index, offset: 0).lines == raw)
    frame[frame.count - 1] ^= 1
    #expect(throws: StreamError.self) {
      try FrameDecompressor().decode(frame, index: index, offset: 0)
    }
  }
}
