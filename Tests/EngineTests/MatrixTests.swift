import Testing

@testable import Engine

@Suite struct MatrixTests {
  /// Σ_i in[r, i] · weight[o, i], one number after the other.
  @Test func aLinearLayerIsItsPlainLoop() {
    let (rows, inputs, outputs) = (5, 11, 7)
    let input = testNumbers(rows * inputs, key: 1)
    let weight = testNumbers(outputs * inputs, key: 2)
    var found = Array(repeating: Float(0), count: rows * outputs)
    multiply(
      rows, outputs, inputs, Matrix(input, stride: inputs),
      Matrix(weight, stride: inputs).transposed, into: &found, stride: outputs)
    for row in 0..<rows {
      for out in 0..<outputs {
        let sum = (0..<inputs).reduce(0.0) {
          $0 + Double(input[row * inputs + $1]) * Double(weight[out * inputs + $1])
        }
        #expect(abs(Double(found[row * outputs + out]) - sum) < 1e-5)
      }
    }
  }
}
