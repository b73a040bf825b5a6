import Testing

@testable import Engine

@Suite struct MatrixTests {
  private let m = 5
  private let n = 7
  private let k = 11

  /// Both sides as they lie or transposed, scaled, and added to what was there.
  @Test(arguments: [false, true], [false, true]) func productsAreTheirPlainLoops(
    left: Bool, right: Bool
  ) {
    let (a, b) = (testNumbers(m * k, key: 1), testNumbers(k * n, key: 2))
    let (turnedA, turnedB) = (transposed(a, rows: m), transposed(b, rows: k))
    var found = Array(repeating: Float(1), count: m * n)
    multiply(
      m, n, k,
      left ? Matrix(turnedA, stride: m).transposed : Matrix(a, stride: k),
      right ? Matrix(turnedB, stride: k).transposed : Matrix(b, stride: n), into: &found,
      stride: n, scale: 0.5, adding: true)
    for (x, y) in zip(found, plainProduct(a, b, m, n, k)) {
      #expect(abs(Double(x) - (1 + y / 2)) < 1e-5)
    }
  }

  private func transposed(_ numbers: [Float], rows: Int) -> [Float] {
    let columns = numbers.count / rows
    return (0..<numbers.count).map { numbers[$0 % rows * columns + $0 / rows] }
  }
}
