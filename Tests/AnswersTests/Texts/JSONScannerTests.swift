import Testing

@testable import Answers

@Suite struct JSONScannerTests {
  private func end(_ text: String) -> Int? {
    var scanner = JSONScanner(start: 0)
    return scanner.skipValue(text.utf8.span) ? scanner.cursor : nil
  }

  @Test(arguments: [
    "{}", "[]", "[1, 2.5e-3, -0]", "{\"a\": [true, false, null]}", "\"\\u00E9\\n\"",
    "{ \"a\" : { } }",
  ])
  func stepsOverAValue(_ text: String) {
    #expect(end(text) == text.utf8.count)
    #expect(end(text + "}") == text.utf8.count)
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "{a: 1}", "{\"a\":1,}", "\"\\u00g0\"", "\"a\nb\"", "-", "1.", "1e",
    "tru",
    "[1 2]", "\"open",
  ])
  func refusesWhatIsNone(_ text: String) {
    #expect(end(text) == nil)
  }

  @Test func nestingIsBounded() {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(end(nested(256)) == 512)
    #expect(end(nested(257)) == nil)
  }
}
