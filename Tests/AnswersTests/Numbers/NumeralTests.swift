import Testing

@testable import Answers

@Suite struct NumeralTests {
  private func read(_ text: String) -> String? {
    Numeral(text.utf8.span, 0..<text.utf8.count)?.canonical(negative: false)
  }

  @Test(arguments: [
    ("1,234,567", "1234567"), ("1.50", "1.5"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"),
    ("1E-1", "0.1"), ("6/4", "1.5"), ("1,000/3", "1000/3"), ("0e400", "0"),
  ])
  func readsAll(_ text: String, _ value: String) {
    #expect(read(text) == value)
  }

  @Test(arguments: [
    "", ".", "1,23", "1234,567", "1,2345", "1.2.3", "1e", "1e401", "1/0", "1/2/3", "/2", "1/",
    "2-3",
    "0,1,2", "1 2", "x",
  ])
  func refusesCompounds(_ text: String) {
    #expect(read(text) == nil)
  }
}
