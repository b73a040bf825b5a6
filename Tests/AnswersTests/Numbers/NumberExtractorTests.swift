import Testing

@testable import Answers

@Suite struct NumberExtractorTests {
  private func number(_ text: String) -> String? {
    guard case .number(let canonical, _) = NumberExtractor.extract(from: text.utf8.span) else {
      return nil
    }
    return canonical
  }

  @Test(arguments: [
    "72.", "72", "72.0", "$72", "72 dollars", "**72**", "72,", "(72)", "= 72!", "$72$", "\\$72.00",
    "\\boxed{72}", "\\boxed{72} and \\boxed{72}", "\\text{72}", "+72", "0072", "7.2e1", "144/2",
    "答案是72。", "72km", "Answer:72", "the result--72", "x-axis: 72", "\\frac{144}{2}", "71 1/1",
    "72 \\text{ dollars}", "\\(72\\)", "a 72-hour day", "#### 72\nLet me explain step 3 of 5.",
    "So 72 it is; see step-5 and x2 and GPT-4.", "72 m^2", "72 cm^{2}", "### Result 72",
  ])
  func agreesWith72(_ text: String) {
    #expect(number(text) == "72")
  }

  @Test(arguments: [
    ("-72", "-72"), ("\u{2212}72", "-72"), ("-$72", "-72"), ("$-72", "-72"), ("72%", "0.72"),
    ("72 %", "0.72"), ("72 percent", "0.72"), ("72\\%", "0.72"), ("7/2", "3.5"), ("7.2", "7.2"),
    ("7/3", "7/3"), ("14/6", "7/3"), ("-7/3", "-7/3"), ("4/2", "2"), ("3 1/2", "3.5"),
    ("3\\frac{1}{3}", "10/3"), ("1,234", "1234"), ("1,234,567.50", "1234567.5"), (".5", "0.5"),
    ("-0", "0"), ("-0.00", "0"), ("9007199254740993", "9007199254740993"), ("12.1", "12.1"),
    ("12.9", "12.9"), ("1e3", "1000"), ("1.5e-3", "0.0015"), ("$\\frac{7}{2}$", "3.5"),
    ("1.5/2", "0.75"), ("0/5", "0"), ("18446744073709551616", "18446744073709551616"),
    ("#### 1,234", "1234"), ("#### 5 ####", "5"), ("####7", "7"),
  ])
  func hasTheCanonicalForm(_ text: String, _ canonical: String) {
    #expect(number(text) == canonical)
  }

  @Test(arguments: [
    "", "no number", "2-3", "between 5 and 2-3", "on 2024-05-01", "5/6/2024", "1.2.3", "at 12:30",
    "3,4", "(1,2)", "10^5", "10^{5}", "2^10", "2x", "3 + 2x", "\\sqrt{2}", "2\\pi", "5/0",
    "2\u{2013}3",
    "x+1", "(a)-5", "1e999", "7/x", "12,34", "step-5", "GPT4", "x_2", "5 million",
    "1{,}234", "1\\,234", "about 2 dozen eggs",
  ])
  func abstains(_ text: String) {
    #expect(number(text) == nil)
  }

  @Test func aNumberFollowedByMuchTextIsFound() {
    #expect(number("It is 72." + String(repeating: " So it goes,", count: 1000)) == "72")
  }

  @Test func aHeadingIsNoMarkedAnswer() {
    #expect(number("#### 2. Compute the total\nWe get 10.") == "10")
    #expect(number("#### Step 2\nWe get 10.") == "10")
    #expect(number("##### 2\nWe get 10.") == "10")
  }

  @Test func theSpanCoversSignAndPercent() {
    let text = "It is -72.5% now"
    guard case .number(_, let span) = NumberExtractor.extract(from: text.utf8.span) else {
      Issue.record("nothing found")
      return
    }
    #expect(Array(text.utf8)[span] == Array("-72.5%".utf8)[...])
  }
}
