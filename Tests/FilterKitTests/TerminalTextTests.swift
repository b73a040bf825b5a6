import FilterKit
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("a b", "a b", "a b"), ("a\nb\tc", "a\nb\tc", "a␊b␉c"), ("\u{1B}[2J", "␛[2J", "␛[2J"),
    ("\0\u{7F}", "␀␡", "␀␡"), ("\u{9B}1m", "<U+009B>1m", "<U+009B>1m"),
    ("x\u{202E}y\u{2028}", "x<U+202E>y<U+2028>", "x<U+202E>y<U+2028>"), ("é …", "é …", "é …"),
    ("é\n", "é\n", "é␊"), ("a\r\nb", "a␍\nb", "a␍␊b"),
  ])
  func whatSteersATerminalIsShown(text: String, asText: String, asLine: String) {
    #expect(TerminalText.text(text) == asText)
    #expect(TerminalText.line(text) == asLine)
  }

  @Test func columns() {
    #expect(TerminalText.columns(of: "añ") == 2)
    #expect(TerminalText.columns(of: "日本") == 4)
    #expect(TerminalText.columns(of: "e\u{301}") == 1)
    #expect(TerminalText.columns(of: "👍") == 2)
  }

  @Test func aLineIsCutWhereItsRoomEnds() {
    #expect(TerminalText.cut("12345", to: 5) == "12345")
    #expect(TerminalText.cut("123456", to: 5) == "1234…")
    #expect(TerminalText.cut("日本語", to: 5) == "日本…")
  }

  @Test(arguments: [
    ("one two", 10, ["one two"]), ("one two three", 7, ["one two", "three"]),
    ("one two three", 6, ["one", "two", "three"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
    ("  indented text", 10, ["  indented", "text"]), ("", 5, [""]),
  ])
  func aLineIsBrokenAtSpaces(line: String, width: Int, pieces: [String]) {
    #expect(TerminalText.wrap(line[...], width: width).map(String.init) == pieces)
  }

  @Test func tabsAreSpacesUpToEveryEighthColumn() {
    #expect(TerminalText.withoutTabs("a\tb") == "a       b")
    #expect(TerminalText.withoutTabs("12345678\tb") == "12345678        b")
  }

  @Test func spacesAtTheEnd() {
    #expect(" a b  ".trimmedEnd == " a b")
    #expect("   ".trimmedEnd == "")
  }
}
