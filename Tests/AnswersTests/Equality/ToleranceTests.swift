import Testing

@testable import Answers

@Suite struct ToleranceTests {
  @Test(arguments: [
    ("3.1416", "pi"), ("0.3333", "1/3"), ("1.41421", "sqrt(2)"), ("(0.5,0.33333)", "(0.5,1/3)"),
    ("{1,1.99999}", "{1,2}"), ("[1,3.14159)", "[1,pi)"), ("5", "5"), ("x+1", "x+1"),
  ])
  func areClose(_ answer: String, _ reference: String) {
    #expect(Tolerance.relative(1e-3).areClose(answer, reference))
  }

  @Test(arguments: [
    ("3.2", "pi"), ("(1,2)", "(2,1)"), ("{1,2}", "(1,2)"), ("x", "1"), ("x+1", "x+1.0001"),
    ("0", "0.1"), ("(1,2,3)", "(1,2)"), ("1", "-1"), ("[1,2]", "[1,2)"), ("", "0"),
  ])
  func areNotClose(_ answer: String, _ reference: String) {
    #expect(!Tolerance.relative(1e-3).areClose(answer, reference))
  }

  @Test func aShareIsOfTheReference() {
    #expect(Tolerance.relative(0.01).areClose("1010", "1000"))
    #expect(!Tolerance.relative(0.01).areClose("0.0102", "0.01"))
    #expect(Tolerance.absolute(0.01).areClose("0.0102", "0.01"))
    #expect(!Tolerance.absolute(0.01).areClose("1010", "1000"))
    #expect(!Tolerance.relative(0.01).areClose("0.001", "0"))
  }

  @Test func specificationsAreRead() {
    #expect(Tolerance("1e-4") == .relative(1e-4))
    #expect(Tolerance("abs:0.5") == .absolute(0.5))
    for text in ["", "x", "0", "-1", "abs:", "abs:0", "nan", "inf", "rel:1"] {
      #expect(Tolerance(text) == nil, "\(text)")
    }
  }
}
