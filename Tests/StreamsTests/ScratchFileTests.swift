import Streams
import Testing

@Suite struct ScratchFileTests {
  @Test func whatWasWrittenIsReadAndChangedAnywhere() throws {
    let file = try ScratchFile(in: "/tmp")
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for start in stride(from: 0, to: bytes.count, by: 70_001) {
      try file.append(bytes[start..<min(start + 70_001, bytes.count)])
    }
    #expect(file.count == bytes.count)
    #expect(try file.read(at: 1_048_570, count: 20) == Array(bytes[1_048_570..<1_048_590]))
    try file.write([1, 2, 3], at: 2_999_990)
    #expect(
      try file.read(at: 2_999_989, count: 5) == [bytes[2_999_989], 1, 2, 3, bytes[2_999_993]])
    try file.append([9])
    #expect(try file.read(at: 3_000_000, count: 1) == [9])
    #expect(try file.read(at: 5, count: 0) == [])
  }

  @Test func aPlaceThatIsNoneIsRefused() {
    #expect(throws: StreamError.self) { try ScratchFile(in: "/tmp/no/such/place") }
  }
}
