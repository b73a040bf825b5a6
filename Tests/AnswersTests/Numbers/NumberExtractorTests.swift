import Randomness
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

  /// The whole of an expression that is read.
  @Test(arguments: [
    ("The total is 2 602 euros.", "2602"), ("3 000 000 people", "3000000"), ("2\u{A0}602", "2602"),
    ("2\u{202F}602,", "2602"), ("1'000", "1000"), ("1’234’567.50", "1234567.5"),
    ("1,23,456", "123456"), ("12,34,567.5", "1234567.5"), ("答えは１８です。", "18"), ("٣٤", "34"),
    ("१२३", "123"), ("so it is 1 / 2", "0.5"), ("x = - 3", "-3"), ("x = -3", "-3"),
    ("is - 3", "-3"), ("x = −3", "-3"), ("- 3 apples", "3"), ("the result - 5 apples", "5"),
    ("-€5", "-5"), ("€-5", "-5"), ("minus 3", "-3"), ("negative 7", "-7"), ("3 1/2", "3.5"),
    ("5‰", "0.005"), ("5 per mille", "0.005"), ("90^\\circ", "90"), ("90°", "90"),
    ("f(x) = 3", "3"), ("3 + 4 = 7", "7"), ("3 × 4 = 12", "12"), ("≈ 5", "5"), ("π ≈ 3.14", "3.14"),
    ("He did it 5 times.", "5"), ("5 points", "5"), ("72th", "72"), ("In 2020, 5 people", "5"),
    ("72 m^2", "72"), ("5 m/s", "5"), ("Rs.500", "500"), ("Rs. 500", "500"),
    ("₹1,23,456", "123456"), ("5元", "5"), ("18个苹果", "18"), ("5 a day", "5"), ("(72)", "72"),
    ("$5$", "5"), ("\\(5\\)", "5"), ("72 percent", "0.72"), ("72 per cent", "0.72"),
    ("72 pct", "0.72"), ("7２", "72"), ("#### 2 602", "2602"), ("#### １８", "18"),
    ("Answer: 5 - that is all", "5"), ("2 602.50", "2602.5"), ("5 hours 3 people", "3"),
    ("cost $5 and $6", "6"), ("-2 602", "-2602"), ("5...", "5"), ("It is 5…", "5"),
    ("1 234 567,", "1234567"), ("\\text{is } 5", "5"), ("\\approx 5", "5"), ("5 \\text{ cm}", "5"),
    ("12 \\; \\text{cm}", "12"), ("GPT4 300", "300"), ("5,", "5"), ("72!", "72"),
    ("12 + 3 is 15", "15"), ("100 %", "1"), ("**- 3**", "3"), ("so $x = -3$.", "-3"),
    ("x=-3", "-3"), ("5 eggs and 3 hens", "3"),
  ])
  func isReadWhole(_ text: String, _ expected: String) {
    #expect(number(text) == expected)
  }

  /// No piece of an expression that is not.
  @Test(arguments: [
    "It is 3 × 10⁸", "√2", "It is 2π", "sqrt(2)", "0.(3)", "10 ± 2", "3万元", "5 lakh", "5 crore",
    "½", "5 steps to get ½", "3½", "3 ½", "x²+5x", "10^{-5}", "10^-5", "\\sqrt{2}", "2\\pi",
    "2 \\pi", "\\pm 2", "± 2", "2 pi", "2pi", "2 sqrt(3)", "3 + 4", "3 - 4", "3 * 4", "3 / x",
    "x / 3", "2 × 3", "5 million", "5 **million**", "$5$ million", "**5** million", "5k", "5M",
    "5bn", "5 Mio.", "5 and a half", "(1, 2)", "[3, 4]", "\\{1, 2\\}", "f(3)", "2(3)", "log 5",
    "\\log 5", "square root of 5", "5 squared", "5 pm", "5 a.m.", "5 o'clock", "12 34", "7 8",
    "2 602 5", "1,0000", "12,34", "6'2", "5'10\"", "0.333...", "0.3̅", "0.333…", "2 – 3", "2–3",
    "5 x 3", "3 x 4", "5 feet 3 inches", "2 hours and 30 minutes", "2 hours, 30 minutes", "5²",
    "5 x", "2x", "3abc", "2 i", "x^{3}+2^{5}", "5! + x", "0.\\overline{3}", "10_{2}", "10_2",
    "5 mod 3", "9 plus 3", "5 divided by 3", "2√3", "3·5", "3⋅5", "5 ∙ 3", "3∛2", "1\\,234",
    "1{,}234", "2^{10}", "10⁻⁵", "x₂+3₂", "三万5千", "5千", "5만", "5 тыс. руб", "5 млн", "1 234/5",
    "2 to the power of 3x", "x + 5", "(a) + 5", "5 + x", "5 \\times 10^{3}", "5 \\cdot x",
    "-5 \\pm \\sqrt{3}", "3 recurring", "0.3 repeating", "1 + 2i", "2 + 3i",
  ])
  func noPieceIsTaken(_ text: String) {
    #expect(number(text) == nil)
  }

  /// Whatever is put between two numbers to make one expression of them: the last one is not taken
  /// for the whole, also with words around it.
  @Test func operatorsMakeCompounds() {
    let operators = [
      "+", "-", "*", "/", "^", "×", "÷", "·", "⋅", "±", "√", "π", "–", "\\times", "\\cdot", "\\pm",
      "plus", "mod", "x", "**", "over",
    ]
    for sign in operators {
      for blank in ["", " "] where !(blank.isEmpty && sign.first?.isLetter == true) {
        let expression = "12" + blank + sign + blank + "34"
        for text in [expression, "It is \(expression).", "so $\(expression)$ it is"] {
          let found = number(text)
          let isRead = sign == "/" && found == "6/17"
          #expect(found == nil || isRead, "\(text)")
        }
      }
    }
  }

  /// A number in every script, with every separator, is the same number.
  @Test func everySpellingOfANumberIsRead() {
    var generator = CounterGenerator(key: 77)
    let zeros: [UInt32] = [0x30, 0xFF10, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50]
    let separators = ["", ",", " ", "'", "’", "\u{A0}", "\u{202F}", "\u{2009}"]
    let before = ["It is ", "是", "= ", "$", "(", "≈ ", "**", "€", "Total: ", "x = "]
    let behind = [".", " apples", "。", " m", "!", "", " and so on", "元", ")"]
    for _ in 0..<20_000 {
      func draw(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
      let value = draw(3) == 0 ? draw(1000) : draw(100_000_000)
      let separator = separators[draw(separators.count)]
      let zero = zeros[draw(zeros.count)]
      var digits = ""
      for (place, digit) in String(value).enumerated() {
        if place > 0, (String(value).count - place) % 3 == 0 { digits += separator }
        digits.unicodeScalars.append(
          Unicode.Scalar(zero + UInt32(digit.wholeNumberValue ?? 0)) ?? "0")
      }
      let text = before[draw(before.count)] + digits + behind[draw(behind.count)]
      #expect(number(text) == String(value), "\(text)")
    }
  }
}
