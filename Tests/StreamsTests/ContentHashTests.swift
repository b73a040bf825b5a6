import Randomness
import Streams
import Testing

@Suite struct ContentHashTests {
  /// What the reference program prints: `printf TEXT | xxhsum -H64`.
  @Test(
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
    ] as [(String, UInt64)])
  func itIsTheHashOfTheReference(text: String, hash: UInt64) {
    #expect(ContentHash.of(text) == hash)
    #expect(ContentHash.of(Array(text.utf8)) == hash)
    #expect(ContentHash.of(text, seed: 1) != hash)
  }

  @Test func digitsKeepTheirLeadingZeros() {
    #expect(ContentHash.digits(0) == "0000000000000000")
    #expect(ContentHash.digits(0xAB) == "00000000000000ab")
    #expect(ContentHash.digits(.max) == "ffffffffffffffff")
  }

  @Test func piecesHashAsTheWhole() {
    var random = CounterGenerator(key: 2)
    let bytes = (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
    for size in [1, 3, 31, 32, 33, 999, 1000] {
      var running = RunningHash()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { running.update($0) }
        let known = bytes[..<min(start + size, bytes.count)]
        #expect(running.value == ContentHash.of(Array(known)))
      }
    }
    var none = RunningHash()
    none.update(UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(none.value == ContentHash.of([]))
  }

  @Test func aCopyOfARunningHashIsItsOwn() {
    var first = RunningHash()
    first.update(Array("ab".utf8))
    var second = first
    second.update(Array("c".utf8))
    #expect(first.value == ContentHash.of("ab"))
    #expect(second.value == ContentHash.of("abc"))
  }
}

extension RunningHash {
  fileprivate mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }
}
