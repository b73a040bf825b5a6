import Testing

@testable import Engine

@Suite struct FloatBufferTests {
  /// Small ones, and those that lie in large pages.
  @Test(arguments: [0, 1, 1000, 1 << 20]) func numbersBeginAtZeroAndAligned(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(buffer.values.count == count && buffer.values.allSatisfy { $0 == 0 })
    #expect(UInt(bitPattern: buffer.start) % 64 == 0)
    for index in 0..<count { buffer.start[index] = 1 }
    #expect(buffer.array.allSatisfy { $0 == 1 })
    buffer.clear()
    #expect(buffer.array.allSatisfy { $0 == 0 })
  }
}
