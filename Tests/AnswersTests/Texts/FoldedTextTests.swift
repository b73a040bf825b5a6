import Testing

@testable import Answers

@Suite struct FoldedTextTests {
  private func fold(_ text: String) -> FoldedText? { FoldedText(text.utf8.span) }

  @Test(arguments: [
    ("１８", "18"), ("٣٤", "34"), ("१२", "12"), ("Ａ：（Ｂ）", "A:(B)"), ("a\u{A0}b\u{202F}c", "a b c"),
    ("a\u{200B}b\u{FEFF}", "ab"), ("−5‑6", "-5-6"), ("“a” ‘b’", "\"a\" 'b'"),
    ("€5 £6 ₹7", "$5 $6 $7"),
    ("１２％", "12%"), ("½ é 万", "½ é 万"), ("٫٬", ".,"),
  ])
  func meansTheSame(_ text: String, _ folded: String) throws {
    let result = try #require(fold(text))
    #expect(String(decoding: result.bytes, as: UTF8.self) == folded)
  }

  @Test func asciiStaysAsItIs() {
    #expect(fold("plain 18") == nil)
  }

  @Test func offsetsLeadBack() throws {
    let text = "é１８\u{200B}。"
    let folded = try #require(fold(text))
    #expect(folded.origin(of: 2..<4) == 2..<11)
    #expect(folded.origin(of: 2..<3) == 2..<5)
    #expect(folded.origin(of: 0..<folded.bytes.count) == 0..<text.utf8.count)
  }

  @Test func bytesThatAreNotUTF8Stay() {
    let bytes: [UInt8] = [0x61, 0xFF, 0xE2, 0x82, 0x61]
    let folded = FoldedText(bytes.span)
    #expect(folded?.bytes == bytes)
  }
}
