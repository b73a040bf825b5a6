import Testing

@testable import Answers

@Suite struct AnswerContentTests {
  @Test(arguments: [
    ("72", "72"), (" 72. ", "72"), ("$72$", "72"), ("\\text{72}", "72"),
    ("\\mathrm{New York}", "New York"),
    ("x  +  1", "x+1"), ("New   York.", "New York"), ("\\left(1, 2\\right)", "(1,2)"),
    ("(1,2)", "(1,2)"), ("1\\,234", "1234"), ("72 dollars", "72"), ("\\tfrac{1}{3}", "1/3"),
    ("-\\frac{1}{3}", "-1/3"), ("\\pi r", "pi*r"), ("5\\%", "0.05"), ("2x", "2*x"),
    ("10^5", "100000"),
    ("5 million", "5 million"), ("A", "A"),
  ])
  func hasOneForm(_ text: String, _ form: String) {
    #expect(AnswerContent.canonical(text) == form)
  }

  @Test func aFormIsItsOwnForm() throws {
    let texts = [
      "72", "1, 234", "1 . 5", "x + 1", "(1, 2)", "New York", "\\frac{a}{b}", "5\\%", "2 pi",
      "a \\\\ b",
      "\\{1, 2\\}", "10^5", "- 5", "1 / 2", "{3}", "12 : 30", "7/3", "0.10",
    ]
    for text in texts {
      let form = try #require(AnswerContent.canonical(text))
      #expect(AnswerContent.canonical(form) == form)
    }
    // A number whose commas have blanks behind them is the number; in brackets it is a list.
    #expect(AnswerContent.canonical("1, 234") == AnswerContent.canonical("1,234"))
    #expect(AnswerContent.canonical("(1, 234)") != AnswerContent.canonical("1,234"))
    #expect(AnswerContent.canonical("1, 234, 5") == AnswerContent.canonical("\\{5, 234, 1\\}"))
  }

  @Test(arguments: ["", "  ", "$$", "\\text{}"])
  func nothingRemains(_ text: String) {
    #expect(AnswerContent.canonical(text) == nil)
  }

  @Test func brokenCommandsDoNotTrap() {
    for text in ["\\", "\\text", "\\text{", "{", "}", "{,", "\\left", "a\\"] {
      _ = AnswerContent.canonical(text)
    }
    #expect(AnswerContent.canonical("a\\") == "a")
  }

  @Test func whiteSpaceCollapses() {
    let text = "\t a \r\n b  c "
    #expect(AnswerContent.collapsed(text.utf8.span, 0..<text.utf8.count) == "a b c")
  }
}
