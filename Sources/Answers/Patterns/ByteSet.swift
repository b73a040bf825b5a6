/// A set of bytes as 256 bits.
struct ByteSet: Sendable {
  private var words = SIMD4<UInt64>()

  init(_ members: some Sequence<UInt8> = []) {
    for member in members { insert(member) }
  }

  mutating func insert(_ byte: UInt8) { words[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }

  func contains(_ byte: UInt8) -> Bool { words[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 }

  mutating func formUnion(_ other: ByteSet) { words |= other.words }
}
