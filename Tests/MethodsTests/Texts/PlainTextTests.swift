import Methods
import Testing

struct PlainTextTests {
  @Test(arguments: [
    ("What is  3?", " What is\u{A0}3?\n"), ("a\nb", "a b"), ("a\r\nb", "a\n\n\nb"),
    ("e\u{301}", "é"), ("", " \n"),
  ])
  func whiteSpaceIsAside(one: String, other: String) {
    #expect(PlainText.canonical(one) == PlainText.canonical(other))
  }

  @Test(arguments: [
    ("3 + 4", "3 - 4"), ("3.4", "3/4"), ("x", "X"), ("34", "3 4"), ("a.", "a"),
    ("if a:\n  b\nc", "if a:\n  b\n  c"), ("if a:\n  b\n  c", "if a:\n  b\n    c"),
  ])
  func everythingElseCounts(one: String, other: String) {
    #expect(PlainText.canonical(one) != PlainText.canonical(other))
  }

  @Test func itIsItsOwnForm() {
    for text in ["a  b", " if a:\n\n    b ", "e\u{301}\t.", "\r\n x\n\ty"] {
      let form = PlainText.canonical(text)
      #expect(PlainText.canonical(form) == form)
    }
  }
}
