import Testing

@testable import FilterKit

@Suite struct ShellLinesTests {
  @Test func linesAreBrokenBehindBars() {
    #expect(ShellLines.wrap("a | b c | d", width: 40) == ["  a | b c | d"])
    #expect(ShellLines.wrap("aaaa | bbbb | cccc", width: 18) == ["  aaaa | bbbb |", "    cccc"])
  }

  @Test func longCommandsAreBrokenWithBackslashes() {
    #expect(
      ShellLines.wrap("aaaa --bb cc --dd | e", width: 14) == [
        "  aaaa --bb \\", "    cc --dd |", "    e",
      ])
  }

  /// Nothing is broken within quotes, where a backslash would be part of the text.
  @Test func quotesHoldTogether() {
    #expect(
      ShellLines.words(of: #"echo '{"a": "b  c"}' > f; x "d | e""#) == [
        "echo", #"'{"a": "b  c"}'"#, ">", "f;", "x", #""d | e""#,
      ])
  }
}
