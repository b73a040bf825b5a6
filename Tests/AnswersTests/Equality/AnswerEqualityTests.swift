import Randomness
import Testing

@testable import Answers

/// That equality of answers is an equivalence, that equal forms mean equal values, and that what looks
/// alike and is not the same stays apart.
@Suite struct AnswerEqualityTests {
  private func form(_ text: String) -> String? { AnswerContent.canonical(text) }

  @Test(arguments: [
    "72.", "72", "72.0", "$72", "72 dollars", "**72**", "\\boxed{72}", "\\text{72}",
    "\\frac{144}{2}",
    "$72$", "+72", "72 \\text{ cm}", "72^\\circ",
  ])
  func agreesWith72(_ text: String) { #expect(form(text) == "72") }

  @Test func whatIsNotTheSameStaysApart() throws {
    let texts = [
      "72", "-72", "72%", "7/2", "7.2", "(7,2)", "\\{7,2\\}", "[7,2]", "(7,2]", "7^2", "7_2", "7:2",
      "\\sqrt{72}", "72x", "72i", "72 million", "5 pm", "5 am", "5", "5x", "x5", "5^x", "1-1/e",
      "1+1/e", "12:00", "1:00", "2-3", "2/3", "1/2/3", "5/6/2024", "6/5/2024", "2024-05-06",
      "3*x-1*y+13=0", "3x+4y+14=0", "x<5", "x>5", "x\\le 5", "x=4", "AB \\parallel CD",
      "AB \\perp CD", "f(2)=3", "\\begin{vmatrix}1\\end{vmatrix}", "\\frac{1}{0}", "0/0",
      "1 234", "1.234.567", "on", "no", "New York", "York", "\\sin 2", "\\cos 2", "x_1", "x_2",
      "\\angle ABC = 30", "\\angle ABD = 30", "\\overline{AB}", "\\overline{BA}", "2 \\to 3", "yes",
      "10_2", "10_3", "\\infty", "-\\infty", "a \\equiv 3", "b \\equiv 3", "5 dozen", "5 less",
    ]
    var owners: [String: String] = [:]
    for text in texts {
      let form = try #require(self.form(text), "\(text)")
      if let other = owners.updateValue(text, forKey: form) {
        Issue.record("\(text) and \(other) both have the form \(form)")
      }
    }
  }

  @Test func pathologicalAnswersAreUndecided() {
    let texts = [
      "(a+b+c+d+e+x+y)^{30}", String(repeating: "(", count: 10_000) + "1",
      String(repeating: "\\frac{1}{", count: 5_000) + "x",
      (0..<30_000).map(String.init).joined(separator: "+"),
      String(repeating: "\\sqrt{", count: 300) + "2" + String(repeating: "}", count: 300),
    ]
    for text in texts {
      let bytes = Array(text.utf8)
      #expect(AnswerContent.form(bytes.span, 0..<bytes.count) == .undecided)
      let box = AnswerExtractor.boxed.extract(from: "so \\boxed{\(text)}")
      #expect(box == nil || (box?.answer == nil && box?.extractor == "boxed"))
    }
  }

  @Test(arguments: ["No answer", "N/A", "n/a", "[invalid]", " ", "\\text{ }"])
  func noAnswerIsNone(_ text: String) { #expect(form(text) == nil) }

  // MARK: Properties

  /// Draws answers of every kind that is read, and of some that are not, in many spellings.
  private struct Writer {
    var generator: CounterGenerator

    mutating func draw(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    mutating func pick(_ choices: [String]) -> String { choices[draw(choices.count)] }

    mutating func pick(_ texts: [String], _ value: (Int) -> Double) -> (text: String, value: Double)
    {
      let place = draw(texts.count)
      return (texts[place], value(place))
    }

    mutating func answer() -> String {
      switch draw(16) {
      case 0: "(\(expression(1)), \(expression(1)))"
      case 1: pick(["[", "("]) + "\(expression(0)),\(expression(0))" + pick(["]", ")"])
      case 2: "\\{\(expression(1)), \(expression(0)), \(number())\\}"
      case 3: "\(expression(1)), \(expression(1))"
      case 4: "\(expression(1)) \(pick(["=", "<", "\\le", ">", "\\ne"])) \(expression(1))"
      case 5: "\\begin{pmatrix}\(expression(0)) & \(number()) \\\\ \(number()) & 1\\end{pmatrix}"
      case 6: "\(number()) \(pick(["cm", "dollars", "\\text{ m}^2", "km/h", "pm", "%", "^\\circ"]))"
      case 7: "(\(pick(["A", "B", "C"])))"
      case 8:
        pick(["New York", "May \(draw(30)), 2024", "3-\(draw(9))", "1:\(draw(60))", "no", "Yes."])
      case 9: noise()
      case 10: "\(expression(0)) \\pm \(number())"
      default: expression(2)
      }
    }

    mutating func noise() -> String {
      (0...draw(7)).map { _ in
        pick([
          "\\frac", "{", "}", "1", "2x", "(", ")", "\\sqrt", "^", "_", "\\text{", ",", " ", "-",
          "ab", "|", "\\pi", ".", "!", "=",
        ])
      }.joined()
    }

    mutating func number() -> String {
      let value = draw(30)
      return switch draw(10) {
      case 0: "\(value).\(draw(10))0"
      case 1: "\\frac{\(value)}{\(draw(12) + 1)}"
      case 2: "\(value)/\(draw(12) + 1)"
      case 3: "-\(value)"
      case 4: "\(value + 1),\(draw(9))0\(draw(9))"
      case 5: "\(value)e-\(draw(3))"
      case 6: "\(value % 9 + 1)\\frac{\(draw(5))}{\(draw(5) + 1)}"
      default: "\(value)"
      }
    }

    mutating func expression(_ depth: Int) -> String {
      guard depth > 0 else {
        return draw(3) == 0
          ? pick(["x", "y", "\\pi", "\\sqrt{\(draw(20))}", "\\theta", "e^{x}", "n!"]) : number()
      }
      let (a, b) = (expression(depth - 1), expression(depth - 1))
      return switch draw(9) {
      case 0: "\(a) + \(b)"
      case 1: "(\(a))-(\(b))"
      case 2: "\\frac{\(a)}{\(b)}"
      case 3: "\\left(\(a)\\right)\\cdot(\(b))"
      case 4: "(\(a))^{\(draw(4))}"
      case 5: "\\sqrt{\(a)}"
      case 6: "\(pick(["\\sin", "\\log", "\\cos"])) (\(a))"
      case 7: "\(a)\\times \(b)"
      default: "2(\(a))/(\(b))"
      }
    }
  }

  /// An expression and its value at x = 0.731, y = 1.618.
  private func valued(_ writer: inout Writer, _ depth: Int) -> (text: String, value: Double) {
    guard depth > 0 else {
      let number = writer.draw(7)
      return writer.pick(
        [
          "x", "y", "\\pi", "\\sqrt{\(number)}", "\(number)", "\(number).5", "\\frac{\(number)}{3}",
        ],
        {
          [
            0.731, 1.618, Double.pi, Double(number).squareRoot(), Double(number),
            Double(number) + 0.5, Double(number) / 3,
          ][$0]
        })
    }
    let (a, b) = (valued(&writer, depth - 1), valued(&writer, depth - 1))
    return switch writer.draw(6) {
    case 0: ("\(a.text)+(\(b.text))", a.value + b.value)
    case 1: ("(\(a.text))-(\(b.text))", a.value - b.value)
    case 2: ("(\(a.text))\\cdot(\(b.text))", a.value * b.value)
    case 3: ("\\frac{\(a.text)}{\(b.text)}", a.value / b.value)
    case 4: ("\\left(\(a.text)\\right)^2", a.value * a.value)
    default: ("\\sqrt{(\(a.text))^2}", a.value.magnitude)
    }
  }

  @Test func equalFormsHaveEqualValues() throws {
    var writer = Writer(generator: CounterGenerator(key: 700))
    var values: [String: (text: String, value: Double)] = [:]
    var read = 0
    for _ in 0..<10_000 {
      let drawn = valued(&writer, 1 + writer.draw(2))
      guard drawn.value.isFinite, let form = form(drawn.text) else { continue }
      read += 1
      guard let other = values[form] else {
        values[form] = drawn
        continue
      }
      let scale = max(1, drawn.value.magnitude)
      #expect(
        (drawn.value - other.value).magnitude <= 1e-9 * scale, "\(drawn.text) \(other.text) \(form)"
      )
    }
    #expect(read > 8_000 && values.count < read / 2)
  }

  @Test(arguments: 0..<4)
  func theRelationIsAnEquivalenceOnGeneratedAnswers(_ part: Int) throws {
    var writer = Writer(generator: CounterGenerator(key: 600 + UInt64(part)))
    var classes: [String: [String]] = [:]
    var unstable: [String] = []
    for _ in 0..<25_000 {
      let answer = writer.answer()
      guard let form = self.form(answer) else { continue }
      if self.form(form) != form {
        unstable.append("\(answer) → \(form) → \(self.form(form) ?? "-")")
      }
      if classes[form, default: []].count < 3 { classes[form, default: []].append(answer) }
    }
    #expect(unstable.prefix(20) == [])
    // Clusters do not depend on the order in which answers are met.
    for members in classes.values.prefix(2_000) where members.count > 1 {
      for (a, b) in zip(members, members.dropFirst()) {
        let (left, right) = (form(a), form(b))
        #expect(left == right && form(b) == form(a))
      }
    }
    #expect(classes.count > 2_000)
  }
}
