import Randomness
import Streams
import Testing

@Suite struct LineCountTests {
  @Test func newlinesAreCountedAndFoundAtEveryLengthAndPlace() {
    var random = CounterGenerator(key: 4)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in
        [0x0A, 0x0B, 0x8A, 0x00, 0xFF][Int.random(in: 0..<5, using: &random)] as UInt8
      }
      let places = bytes.indices.filter { bytes[$0] == 0x0A }
      #expect(LineCount.of(bytes) == places.count)
      #expect(LineCount.lastNewline(in: bytes[...]) == places.last)
      for start in 0...length {
        let slice = bytes[start...]
        #expect(LineCount.of(slice) == places.count { $0 >= start })
        #expect(
          LineCount.firstNewline(in: bytes[...], from: start) == places.first { $0 >= start })
        #expect(LineCount.firstNewline(in: slice, from: start) == places.first { $0 >= start })
        #expect(LineCount.lastNewline(in: slice) == places.last { $0 >= start })
      }
    }
  }
}
