import Randomness
import Testing

@testable import Records

@Suite struct EscapesTests {
  /// The plain way: character by character.
  private func plain(_ text: String) -> [UInt8] {
    var units: [UInt16] = []
    var rest = text.utf16[...]
    while let unit = rest.popFirst() {
      guard unit == 0x5C, let letter = rest.popFirst() else {
        units.append(unit)
        continue
      }
      switch Unicode.Scalar(letter).map(Character.init) {
      case "b": units.append(8)
      case "f": units.append(12)
      case "n": units.append(10)
      case "r": units.append(13)
      case "t": units.append(9)
      case "u":
        units.append(UInt16(String(decoding: rest.prefix(4), as: UTF16.self), radix: 16) ?? 0)
        rest = rest.dropFirst(4)
      default: units.append(letter)
      }
    }
    // What is half a pair becomes U+FFFD here too.
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private func decoded(_ text: String) -> [UInt8] {
    Array(text.utf8).withUnsafeBufferPointer(Escapes.decode)
  }

  @Test func wordsAndEscapesAtEveryPlaceGiveWhatThePlainWayGives() {
    let pieces = [
      "x", "eight by", "é", "€", "😀", #"\n"#, #"\""#, #"\\"#, #"\/"#, #"\b\f\r\t"#, #"\u0041"#,
      #"\u00E9"#, #"\u20ac"#, #"\uD83D\uDE00"#, #"\ud800"#, #"\uDC00"#, #"\u0000"#,
      #"\ud83d\u0041"#, #"\ud800\n"#,
    ]
    var random = CounterGenerator(key: 5)
    for _ in 0..<4000 {
      let count = Int.random(in: 0...12, using: &random)
      let text = (0..<count).map { _ in
        pieces[Int.random(in: pieces.indices, using: &random)]
      }.joined()
      #expect(decoded(text) == plain(text), "\(text)")
    }
  }

  @Test func halfAPairBeforeAPairTakesNothingOfIt() {
    #expect(decoded(#"\ud800\ud83d\ude00"#) == Array("\u{FFFD}😀".utf8))
  }
}
