import Testing

@testable import Answers

@Suite struct FormulaParserTests {
  private func form(_ text: String) -> String? { AnswerContent.canonical(text) }

  /// Each line is one answer in several spellings; the first is its form.
  @Test(arguments: [
    [
      "0.5", "1/2", "\\frac{1}{2}", "\\dfrac12", "\\frac 1 2", "\\tfrac{1}{2}", ".5", "½", "50%",
      "50\\%",
    ],
    ["-0.5", "-\\frac{1}{2}", "\\frac{-1}{2}", "\\frac{1}{-2}", "−1/2", "-(1/2)"],
    [
      "1500", "1.5 \\times 10^3", "1.5\\cdot10^{3}", "1.5e3", "1,500", "1\\,500", "1{,}500",
      "$1,500", "1500 \\text{ dollars}", "1500\\text{ m}^2", "1.5 × 10³",
    ],
    ["0.000015", "1.5 \\times 10^{-5}", "1.5e-5"],
    ["3.5", "3\\frac{1}{2}", "3 1/2", "\\frac{7}{2}", "3\\frac12", "3½"],
    ["1/3", "0.\\overline{3}", "2/6", "\\frac{2}{6}"],
    ["90", "90^\\circ", "90°", "90^{\\circ}", "90 degrees", "90\\degree", "90 \\text{ degrees}"],
    [
      "sqrt(2)/2", "\\frac{\\sqrt{2}}{2}", "\\frac{1}{\\sqrt{2}}", "\\sqrt{\\frac12}", "√2/2",
      "\\sqrt{0.5}", "2^{-1/2}",
    ],
    ["2*sqrt(3)", "2\\sqrt{3}", "\\sqrt{12}", "\\sqrt 3 \\cdot 2", "\\sqrt{3}+\\sqrt3"],
    ["-1+sqrt(2)", "\\sqrt2-1", "\\frac{1}{1+\\sqrt{2}}", "-1+\\sqrt{2}"],
    ["2*pi/3", "\\frac{2\\pi}{3}", "\\frac{2}{3}\\pi", "2π/3", "2\\pi/3", "120*pi/180"],
    ["16*pi", "16\\pi", "16 pi", "16\\pi \\text{ square units}", "16π cm^2", "4^2\\pi"],
    ["1024", "2^{10}", "2^10", "4^5", "1{,}024"],
    ["x+1", "1+x", "x + 1", "\\left(x+1\\right)", "(x+1)", "\\text{x}+1", "\\frac{2x+2}{2}"],
    ["x^2+2*x+1", "(x+1)^2", "x^2+2x+1", "x(x+2)+1", "1 + 2x + x²"],
    ["3*x/y", "\\frac{3x}{y}", "3x/y", "3\\cdot x \\cdot y^{-1}"],
    ["1/(x-1)", "\\frac{1}{x-1}", "-\\frac{1}{1-x}", "\\frac{2}{2x-2}"],
    ["a*b", "2ab/2", "\\frac{2ba}{2}"],
    [
      "(3,sqrt(2)/2)", "(3, \\frac{\\sqrt{2}}{2})", "\\left(3,\\frac{\\sqrt2}{2}\\right)",
      "(6/2,1/\\sqrt{2})",
    ],
    ["[1,2)", "\\left[1,2\\right)", "[1, 2)"],
    ["(-infinity,2]", "(-\\infty, 2]", "\\left(-\\infty,2\\right]", "(-∞,2]"],
    ["(-infinity,0)∪(1,2]", "(1,2]\\cup(-\\infty,0)", "(-\\infty,0) \\cup (1,2]"],
    ["{1,2,3}", "\\{3,1,2\\}", "\\{1,2,3,3\\}", "1, 2, 3", "3,2,1", "{1,2,3}", "\\{ 1, 2, 3 \\}"],
    ["{-2,2}", "\\pm 2", "2, -2", "±2"],
    ["{1+sqrt(3),1-sqrt(3)}", "1\\pm\\sqrt{3}", "1+\\sqrt3, 1-\\sqrt3", "1 \\mp \\sqrt 3"],
    ["{}", "\\emptyset", "\\{\\}", "∅", "\\varnothing"],
    [
      "[[1,2],[3,0.5]]", "\\begin{pmatrix} 1 & 2 \\\\ 3 & 1/2 \\end{pmatrix}",
      "\\begin{bmatrix}1&2\\\\3&\\frac12\\\\\\end{bmatrix}",
      "\\left[\\begin{array}{cc}1&2\\\\3&0.5\\end{array}\\right]", "[[1,2],[3,0.5]]",
    ],
    ["[[1],[-2]]", "\\begin{pmatrix}1\\\\-2\\end{pmatrix}"],
    ["2*x-y+1=0", "y=2x+1", "2x - y = -1"],
    ["B", "(B)", "\\text{B}", "\\textbf{(B)}", "\\mathrm{B}", "B."],
    [
      "5", "+5", "\\text{5}", "$5$", "\\$5", "5.", "5.0", "\\boxed{5}", "5 apples", "5\\text{ cm}",
      "5cm", "5 km/h", "5 \\frac{0}{1}", "10/2", "|-5|", "5 dollars per hour", "5\\ \\mathrm{m/s}",
      "£5", "\\sqrt{25}", "\\binom{5}{4}",
    ],
    ["120", "5!"], ["x_1", "x_{1}"], ["1010_2", "1010_{2}"],
    ["sin(x)^2", "\\sin^2 x", "\\sin^{2}(x)", "(\\sin x)^2"],
    ["log_2(x)", "\\log_2 x", "\\log_{2}(x)"],
    ["(e^(-x))", "e^{-x}", "\\frac{1}{1}e^{-x}", "exp(-x)"],
    ["root(3,2)", "\\sqrt[3]{2}", "2^{1/3}"], ["2", "\\sqrt[3]{8}", "8^{1/3}", "\\sqrt{4}"],
    ["x^2/2+sqrt(3)*x+0.25", "\\frac{x^2}{2}+\\sqrt{3}x+\\frac14"],
  ])
  func spellingsAgree(_ spellings: [String]) {
    for spelling in spellings { #expect(form(spelling) == spellings[0], "\(spelling)") }
  }
}
