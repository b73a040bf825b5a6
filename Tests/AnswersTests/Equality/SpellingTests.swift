import Testing

@testable import Answers

/// One answer in the spellings in which models, data sets and people write it, kind by kind.
@Suite struct SpellingTests {
  private func form(_ text: String) -> String? { AnswerContent.canonical(text) }

  /// Each line is one answer.
  @Test(arguments: [
    ["3+2\\mathrm{i}", "3+2i", "3+2\\mathbf{i}", "2\\mathrm{i}+3"],
    ["3abc", "3cab", "3 a b c"],
    ["\\text{Yes}", "Yes", "\\textbf{Yes}", "\\mathrm{yes}"],
    ["\\text{odd}", "odd", "\\mathrm{odd}", "\"odd\""],
    [
      "9.8", "9.8\\,\\mathrm{m/s^2}", "9.8\\text{ m/s}^2", "9.8 m/s^2",
      "9.8\\ \\text{m}/\\text{s}^2",
    ],
    [
      "6.608", "6.608\\ \\mathrm{mi}/\\mathrm{hr}", "6.608 \\text{ miles per hour}", "6.608 mph",
      "6.608 \\text{ mi/h}",
    ],
    ["125", "125\\textnormal{ miles}", "125 miles", "125\\text{ mi}", "125\\;\\mathrm{mi.}"],
    [
      "5", "5 kg·m^{-3}", "5\\,\\mathrm{kg\\cdot m^{-3}}", "5 kg/m^3", "5 gm", "5 \\text{gm}",
      "5 square units", "5 \\text{ units}^2", "5cm", "5 cm^2", "5cm²", "5 sq. ft.",
      "5 cubic meters", "5 dollars per hour", "5\\text{ apples}", "5 eggs",
      "5 \\text{ N}\\cdot\\text{m}", "5 people", "\\$5", "€5", "5 USD", "5 \\mathrm{~cm}",
      "5^{\\circ}\\text{C}", "5°C", "5 ^\\circ \\mathrm{C}", "5 miles/hour", "5 m/s",
      "5\\ \\text{ft/s}^2", "5 \\text{ years}", "5 {\\rm cm}",
    ],
    [
      "0.28", "28 percent", "28\\%", "28%", "28 pct", "28\\text{ percent}", "28 per cent",
      "28 \\text{ %}",
    ],
    [
      "70000", "70 000", "70,000", "70\\,000", "70{,}000", "70'000", "70’000", "70\\ 000", "70 000",
      "7×10^4", "7*10**4", "70~000",
    ],
    ["32349", "32,\\! 349", "32,\\!349", "32,349", "32, 349"],
    ["123456", "1,23,456", "123,456", "123 456", "१२३४५६", "１２３４５６"],
    ["12345678", "1,23,45,678", "12,345,678"],
    ["1/3", "0.\\overline{3}", "0.(3)", "0.\\bar{3}", "0.\\dot{3}", "2/6", "⅓"],
    ["300000000", "3 × 10⁸", "3\\times10^8", "3*10^8", "3e8", "3·10⁸"],
    ["0.00003", "3×10⁻⁵", "3\\cdot 10^{-5}", "0.00003", "3e-5"],
    ["sqrt(2)", "√2", "\\sqrt2", "\\sqrt{2}", "2^{1/2}", "2^{0.5}"],
    ["2*pi", "2π", "2\\pi", "2 pi", "2*\\pi"],
    [
      "{8,12}", "10 ± 2", "8, 12", "\\{8,12\\}", "12 and 8", "8 or 12", "8 \\text{ and } 12",
      "8 \\text{ or } 12",
    ],
    ["f(x)=2 x", "f(x)=2x", "f(x) = 2 \\cdot x", "2x", "f(x)=x+x"],
    ["\\sum_{k=1}^{n} k", "\\sum_{k=1}^n k", "\\sum _{k=1}^{n}k"],
    ["\\dbinom{5}{2}", "\\binom{5}{2}", "10", "5 \\choose 2", "{5 \\choose 2}"],
    [
      "\"Evelyn\"", "\\text{Evelyn}", "Evelyn", "'Evelyn'", "“Evelyn”", "``Evelyn''",
      "\\textbf{Evelyn}.", "Evelyn\u{200B}",
    ],
    [
      "1 \\over 2", "0.5", "{1 \\over 2}", "\\frac12", "\\\\frac{1}{2}", "\\\\dfrac{1}{2}",
      "\\frac{1}{2}\\\\",
    ],
    [
      "x \\neq 3", "x != 3", "x \\ne 3", "x≠3", "3 \\neq x", "(-\\infty,3)\\cup(3,\\infty)",
      "\\mathbb{R}\\setminus\\{3\\}", "2x \\neq 6",
    ],
    ["\\mathbb R", "\\mathbb{R}", "ℝ", "(-\\infty,\\infty)", "(-∞,∞)", "x \\in \\mathbb{R}"],
    ["\\mathbb Z", "\\mathbb{Z}", "ℤ"],
    [
      "x \\geq 5", "x >= 5", "5 \\leq x", "x≥5", "[5,\\infty)", "-x \\le -5", "2x \\ge 10",
      "x \\in [5,\\infty)", "\\{x \\mid x \\ge 5\\}", "\\{x : x \\geq 5\\}", "x \\geqslant 5",
      "\\{x \\in \\mathbb{R} \\mid x \\ge 5\\}", "y \\ge 5", "x+1 \\ge 6", "x-5\\ge 0",
    ],
    ["x<1", "-x > -1", "1 > x", "(-\\infty,1)"],
    [
      "[-2,7]", "x \\in [-2,7]", "-2 \\le x \\le 7", "7 \\ge x \\ge -2", "-4 \\le 2x \\le 14",
      "-2 \\le x \\text{ and } x \\le 7", "x \\ge -2 and x \\le 7",
    ],
    ["11", "x = 5+5+1 = 7 + 4 = 11", "x = 11", "11 = x", "2x=22", "x-11=0", "5+6=11", "y=11"],
    [
      "1/3", "k = \\frac{1}{3}", "3k=1", "k=1/3", "x = \\frac13 \\approx 0.333",
      "\\frac13 \\approx 0.33", "\\theta = 1/3", "x_1 = 1/3",
    ],
    ["3.14", "x \\approx 3.14", "x ≈ 3.14"],
    [
      "y=2x+1", "2x-y+1=0", "2y=4x+2", "y-2x=1", "-2x+y=1", "\\frac{y}{2} = x + \\frac12",
      "x = \\frac{y-1}{2}",
    ],
    ["x+y<1", "-x-y>-1", "2x+2y<2", "1>x+y"],
    [
      "{3,5}", "x=3 \\text{ or } x=5", "x=5 or x=3", "x=3, x=5", "x = 3, 5", "3, 5", "\\{3,5\\}",
      "x \\in \\{3,5\\}", "5 and 3", "x=3 \\lor x=5", "S=\\{3,5\\}", "3; 5",
    ],
    [
      "(3,5)", "x=3, y=5", "y=5, x=3", "(x,y)=(3,5)", "x=3 and y=5", "x = 3, \\quad y = 5",
      "(3, 5)",
    ],
    [
      "(-infinity,-1)∪(1,infinity)", "x<-1 or x>1", "x>1 \\text{ or } x<-1",
      "(-\\infty,-1)\\cup(1,\\infty)", "(1,\\infty) \\cup (-\\infty,-1)",
    ],
    ["100,200", "100, 200", "100200"],
    ["(1,3)", "(1,2]\\cup[2,3)", "(1,3)", "(1,2) \\cup [2,3)", "1<x<3"],
    ["[1,2)∪{3}", "[1,2)\\cup\\{3\\}", "\\{3\\} \\cup [1,2)"],
    ["x^2=4", "x^2-4=0", "4=x^2", "2x^2=8"],
    ["z=3+2i", "3+2i", "z - 3 = 2i"],
    ["New York", "New  York"],
    ["x+1", "\\text{x}+1", "x + 1"],
    ["P(A) = \\frac{1}{3}", "1/3"],
    ["a \\le x \\le b", "b \\ge x \\ge a"],
    ["(-\\infty, 2) \\cup (2, \\infty)", "x \\ne 2", "x<2 or x>2"],
    [
      "\\begin{pmatrix}1\\\\2\\end{pmatrix}", "\\begin{bmatrix}1\\\\2\\end{bmatrix}",
      "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
    ],
    ["\\text{Monday}", "Monday", "\\mathrm{Monday}"],
    ["x^2 + y^2 = 25", "x^2+y^2-25=0", "2x^2+2y^2=50"],
    ["A \\cap B", "A\\cap B", "B \\cap A"],
    ["\\angle ABC = 30", "\\angle ABC=30", "\\angle ABC =30"],
    ["\\frac{3}{4} \\text{ cup}", "3/4", "0.75", "\\frac34\\text{ cups}"],
    ["45^\\circ", "45", "45 degrees", "45°", "45^{\\circ}"],
    ["$18", "18 dollars", "18", "$18.00", "\\$18.00"],
    ["\\text{(B)}", "B", "(B)", "\\textbf{(B)}"],
    ["1,2,\\text{ and }3", "1, 2, 3", "1, 2, and 3", "\\{1,2,3\\}", "1,2,3"],
    ["0.75", "\\frac34\\text{ cups}", "\\frac{3}{4} \\text{ cup}", "3/4"],
    ["10", "{5 \\choose 2}", "\\binom52"],
    ["0.5", "\\frac{1}{2}\\\\", "\\frac12"],
  ])
  func spellingsAgree(_ spellings: [String]) throws {
    let form = try #require(self.form(spellings[0]))
    for spelling in spellings { #expect(self.form(spelling) == form, "\(spelling)") }
    #expect(self.form(form) == form)
  }

  /// Each line is as many answers as it has spellings.
  @Test(arguments: [
    [
      "2\\mathbf{i}", "2\\mathbf{j}", "2\\mathrm{e}", "2", "3abc", "3", "a^3+b^3+c^3-3abc",
      "a^3+b^3+c^3-3", "\\text{no}", "\\text{on}", "odd", "ddo",
    ],
    [
      "5", "5 million", "5 foo", "5 less", "5 more", "5 m", "5 x", "5 pm", "5 am", "5 dozen",
      "5 half", "5\\text{ D}", "5 k",
    ],
    ["x<5", "x>5", "x\\le5", "x\\ge5", "x=5", "x\\ne5"],
    ["3x-y+13=0", "3x+4y+14=0", "y=2x", "y=3x", "x=2", "y=x"],
    ["x=3, y=5", "x=5, y=3", "x=3, x=5"],
    ["{100,200}", "100200"],
    [
      "Paris", "London", "J. K. Rowling", "J. R. R. Tolkien", "red, blue", "blue, red", "1 . 5",
      "1.5", "1 234 56", "5-3x", "2-3",
    ],
    ["f(2)=3", "3", "f(3)=2", "f=3/2"],
    ["9.8\\frac{98}{98}", "1"],
  ])
  func differentAnswersStayApart(_ spellings: [String]) throws {
    var owners: [String: String] = [:]
    for spelling in spellings {
      let form = try #require(self.form(spelling), "\(spelling)")
      #expect(self.form(form) == form, "\(spelling)")
      let other = owners.updateValue(spelling, forKey: form)
      #expect(other == nil, "\(spelling) has the form \(form)")
    }
  }
}
