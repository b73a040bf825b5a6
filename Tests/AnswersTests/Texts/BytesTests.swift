import Testing

@testable import Answers

@Suite struct BytesTests {
  @Test func classesAreThoseOfASCII() {
    for byte in UInt8.min...UInt8.max {
      let scalar = Unicode.Scalar(byte)
      let isASCII = byte < 0x80
      #expect(byte.isDigit == (isASCII && ("0"..."9").contains(scalar)))
      #expect(byte.isLetter == (isASCII && scalar.properties.isAlphabetic))
      #expect(byte.isSpace == (isASCII && scalar.properties.isWhitespace))
    }
    #expect(UInt8(ascii: "Q").lowercased == UInt8(ascii: "q"))
    #expect(UInt8(ascii: "@").lowercased == UInt8(ascii: "@"))
  }

  @Test func wordsAreFoundInsideTheText() {
    func has(_ word: StaticString, _ offset: Int, ignoringCase: Bool = false) -> Bool {
      "The Answer".utf8.span.has(word, at: offset, ignoringCase: ignoringCase)
    }
    func ends(_ word: StaticString, _ offset: Int) -> Bool {
      "The Answer".utf8.span.has(word, before: offset)
    }
    #expect(has("Answer", 4))
    #expect(!has("answer", 4))
    #expect(has("answer", 4, ignoringCase: true))
    #expect(!has("Answers", 4))
    #expect(!has("The", -1))
    #expect(ends("The", 3))
    #expect(!ends("The", 2))
  }

  @Test func runsHaveEnds() {
    let text = " The Answer "
    let count = text.utf8.count
    let end = text.utf8.span.endOfLetters(from: 1, limit: count)
    #expect(end == 4)
    let trimmed = text.utf8.span.trimmed(0..<count)
    #expect(trimmed == 1..<count - 1)
    let empty = text.utf8.span.trimmed(0..<1)
    #expect(empty.isEmpty)
  }

  @Test func brokenBytesBecomeReplacements() {
    let bytes: [UInt8] = [0x61, 0xFF, 0x62]
    let text = bytes.span.string(0..<3)
    #expect(text == "a\u{FFFD}b")
  }
}
