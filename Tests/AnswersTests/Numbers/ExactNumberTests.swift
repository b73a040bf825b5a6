import Randomness
import Testing

@testable import Answers

@Suite struct ExactNumberTests {
  private func canonical(_ text: String) -> String? {
    NumberExtractor.whole(text.utf8.span, 0..<text.utf8.count)
  }

  /// Numerals in many spellings with their exact value as a fraction.
  private func numerals() -> [(text: String, numerator: Int, denominator: Int)] {
    var generator = CounterGenerator(key: 21)
    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    return (0..<400).map { _ in
      let sign = draw(0...1) == 0 ? "" : "-"
      let value = draw(0...30)
      let factor = sign.isEmpty ? 1 : -1
      switch draw(0...4) {
      case 0:
        return (sign + String(repeating: "0", count: draw(0...2)) + "\(value)", factor * value, 1)
      case 1:
        let digit = draw(0...9)
        return ("\(sign)\(value).\(digit)0", factor * (value * 10 + digit), 10)
      case 2:
        let bottom = draw(1...12)
        return ("\(sign)\(value)/\(bottom)", factor * value, bottom)
      case 3: return ("\(sign)\(value),00\(draw(0...0))", factor * value * 1000, 1)
      default: return ("\(sign)\(value)e-1", factor * value, 10)
      }
    }.filter { !$0.text.hasPrefix("0,") && !$0.text.hasPrefix("-0,") }
  }

  @Test func equalFormsAreEqualValuesAndNothingElse() throws {
    let numerals = numerals()
    let forms = try numerals.map { try #require(canonical($0.text), "\($0.text)") }
    var disagreements: [String] = []
    for (a, left) in numerals.enumerated() {
      for (b, right) in numerals.enumerated() {
        let areEqual = left.numerator * right.denominator == right.numerator * left.denominator
        if (forms[a] == forms[b]) != areEqual { disagreements.append("\(left.text) \(right.text)") }
      }
    }
    #expect(disagreements == [])
  }

  @Test func aCanonicalFormIsItsOwn() throws {
    for numeral in numerals() {
      let form = try #require(canonical(numeral.text))
      #expect(canonical(form) == form)
    }
  }

  @Test func numbersOfAnyLengthAreExact() {
    let long = "1" + String(repeating: "0", count: 300)
    #expect(canonical(long + ".0") == long)
    #expect(canonical(long + "1") != canonical(long + "2"))
    #expect(
      canonical("0." + String(repeating: "0", count: 300) + "10")
        == "0." + String(repeating: "0", count: 300) + "1")
    #expect(canonical("\(long)/\(long)") == "\(long)/\(long)")
    #expect(canonical("1/3") == canonical("12345678901234567890123/37037036703703703670369"))
    #expect(canonical("1e2") == "100")
    #expect(canonical("1e-2") == "0.01")
  }
}
