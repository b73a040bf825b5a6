import Testing

@testable import Answers

@Suite struct DecimalCommaTests {
  @Test(arguments: [
    ("1.000,5", "1,000.5"), ("3,5 und 4.5", "3.5 und 4,5"), ("a, b. c", "a, b. c"),
    ("1, 2", "1, 2"),
    ("12{,}5", "12.5"), ("(1,5;2,5)", "(1.5;2.5)"),
  ])
  func signsAreExchanged(_ text: String, _ expected: String) {
    let bytes = DecimalComma.withPoints(text.utf8.span, 0..<text.utf8.count, shortens: true)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  @Test(arguments: [
    ("12.567", "12.567"), ("12,567", "12.567"), ("1.234.567", "1,234,567"), ("1.234,5", "1,234.5"),
    ("0.5", "0.5"), ("12{,}5", "12.5"),
  ])
  func aReferenceWithAPointStaysWhatItIs(_ text: String, _ expected: String) {
    let bytes = DecimalComma.withPoints(reference: text.utf8.span)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  /// Every extractor whose answers have numbers in them reads the comma, and its reference with it.
  @Test(arguments: [
    ("number", "Das sind 12,5 Euro"), ("boxed", "\\boxed{12,5}"), ("boxed", "\\boxed{12{,}5}"),
    ("latex", "also $12{,}5$"), ("hashes", "#### 12,5"), ("phrase", "Die Antwort ist 12,5."),
    ("json:a", "{\"a\": \"12,5\"}"), ("json:a", "{\"a\": 12.5}"),
    ("regex:: (.*)", "Ergebnis: 12,5"),
  ])
  func everyExtractorReadsIt(_ specification: String, _ text: String) throws {
    var extractor = try AnswerExtractor(specification)
    extractor.decimalMark = .comma
    #expect(extractor.extract(from: text)?.answer == "12.5")
    for reference in ["12.5", "12,5"] where specification != "number" || reference == "12.5" {
      #expect(extractor.normalise(reference: reference) == "12.5")
    }
  }

  @Test func aReferenceThatIsWrittenIsReadAsItself() throws {
    var extractor = AnswerExtractor.boxed
    extractor.decimalMark = .comma
    for text in ["(1,5; 2,5)", "1.000,5", "(1;2)", "\\frac13", "{1;2;3}"] {
      let form = try #require(extractor.extract(from: "\\boxed{\(text)}")?.answer)
      #expect(extractor.normalise(reference: extractor.reference(of: form)) == form)
    }
  }
}
