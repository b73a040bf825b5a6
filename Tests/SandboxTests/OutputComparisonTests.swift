import Testing

@testable import Sandbox

struct OutputComparisonTests {
  private func agree(_ output: String, _ expected: String) -> Bool {
    OutputComparison.agree(Array(output.utf8), Array(expected.utf8))
  }

  @Test(arguments: [
    ("0.5", "0.50000"), ("2.00000049", "2.0"), ("1e6 3", "1000000.0 3"), ("a 0.1", "a  0.1 "),
    ("1\n0.3333333", "1\n0.33333333\n"),
  ])
  func fractionsMayDiffer(output: String, expected: String) {
    #expect(agree(output, expected))
  }

  @Test(arguments: [
    ("5.0", "5"), ("10000001", "10000000"), ("0.51", "0.5"), ("b 0.1", "a 0.1"), ("nan", "0.5"),
    ("0.5 1", "0.5"), ("0.5\n1", "0.5 1"), ("0x1p-1", "0.5"), ("1 0.5", "2 0.5"), ("x  y", "x y"),
  ])
  func nothingElseMay(output: String, expected: String) {
    #expect(!agree(output, expected))
  }
}
