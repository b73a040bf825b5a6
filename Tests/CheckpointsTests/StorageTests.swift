import Testing

@testable import Checkpoints
@testable import Prompts

@Suite struct StorageTests {
  /// Numbers that bfloat16 has stay; others go to the nearest, halves to the even one.
  @Test func numbersAreRoundedToTheNearest() {
    let numbers: [Float] = [
      1, -0.15625, 0, 1 + 0x1p-9, 1 + 0x1p-8, 1 + 0x1p-8 + 0x1p-20, 1 + 3 * 0x1p-8, 0x1.FFFFp127,
      -.infinity, 0x1p-149,
    ]
    let expected: [Float] = [
      1, -0.15625, 0, 1, 1, 1 + 0x1p-7, 1 + 0x1p-6, .infinity, -.infinity, 0,
    ]
    let bytes = numbers.withUnsafeBufferPointer { Storage.bf16.bytes(of: $0) }
    let found = (0..<numbers.count).map { index in
      Float(bitPattern: (UInt32(bytes[2 * index]) | UInt32(bytes[2 * index + 1]) << 8) << 16)
    }
    #expect(found == expected)
    let nothing = [Float.nan].withUnsafeBufferPointer { Storage.bf16.bytes(of: $0) }
    #expect(Float(bitPattern: UInt32(nothing[1]) << 24 | UInt32(nothing[0]) << 16).isNaN)
    #expect([Float(1)].withUnsafeBufferPointer { Storage.f32.bytes(of: $0) } == [0, 0, 0x80, 0x3F])
  }
}
