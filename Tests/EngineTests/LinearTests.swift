import Testing

@testable import Engine

@Suite struct LinearTests {
  /// dIn = dOut · W, dW += dOutᵀ · in, dBias += Σ dOut.
  @Test func theWayBackIsItsPlainLoop() {
    let (rows, inputs, outputs) = (5, 11, 7)
    let input = testNumbers(rows * inputs, key: 1)
    let weight = testNumbers(outputs * inputs, key: 2)
    let slopes = testNumbers(rows * outputs, key: 3)
    var inputSlopes = Array(repeating: Float.nan, count: rows * inputs)
    var weightSlopes = Array(repeating: Float(1), count: outputs * inputs)
    var biasSlopes = Array(repeating: Float(1), count: outputs)
    linearBackward(
      &inputSlopes, &weightSlopes, slopes, input, weight: weight, rows: rows, inputs: inputs,
      outputs: outputs)
    biasBackward(&biasSlopes, slopes, rows: rows, width: outputs)
    for (a, b) in zip(inputSlopes, plainProduct(slopes, weight, rows, inputs, outputs)) {
      #expect(abs(Double(a) - b) < 1e-5)
    }
    let turned = (0..<slopes.count).map { slopes[$0 % rows * outputs + $0 / rows] }
    for (a, b) in zip(weightSlopes, plainProduct(turned, input, outputs, inputs, rows)) {
      #expect(abs(Double(a) - 1 - b) < 1e-5)
    }
    for output in 0..<outputs {
      let sum = (0..<rows).reduce(Float(1)) { $0 + slopes[$1 * outputs + output] }
      #expect(abs(biasSlopes[output] - sum) < 1e-5)
    }
  }

  @Test func aBiasIsAddedToEveryRow() {
    var out: [Float] = [1, 2, 3, 4]
    addBias(&out, [10, 20], rows: 2, width: 2)
    #expect(out == [11, 22, 13, 24])
  }
}
