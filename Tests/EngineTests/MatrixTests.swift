import Testing

@testable import Engine

@Suite struct MatrixTests {
  /// Σ_i in[r, i] · weight[o, i], one number after the other.
  @Test func aLinearLayerIsItsPlainLoop() {
    let (rows, inputs, outputs) = (5, 11, 7)
    let input = testNumbers(64 * inputs, key: 1)
    let weight = testNumbers(outputs * inputs, key: 2)
    var found = Array(repeating: Float(0), count: 64 * outputs)
    linear(
      &found, input, weight: weight, rows: rows, inputs: inputs, outputs: outputs, tile: 64)
    for row in 0..<rows {
      for out in 0..<outputs {
        let sum = (0..<inputs).reduce(0.0) {
          $0 + Double(input[row * inputs + $1]) * Double(weight[out * inputs + $1])
        }
        #expect(abs(Double(found[row * outputs + out]) - sum) < 1e-5)
      }
    }
  }

  /// The order of every sum is the same wherever a row stands, for narrow and wide layers.
  @Test(arguments: [(24, 14), (96, 288), (256, 96), (1536, 37)])
  func aRowsPlaceInItsTileChangesNoBit(inputs: Int, outputs: Int) {
    let input = testNumbers(64 * inputs, key: 3)
    let weight = testNumbers(outputs * inputs, key: 4)
    var all = Array(repeating: Float(0), count: 64 * outputs)
    linear(&all, input, weight: weight, rows: 64, inputs: inputs, outputs: outputs, tile: 64)
    for shift in [1, 3, 17, 63] {
      let moved = Array(input[(shift * inputs)...] + input[..<(shift * inputs)])
      var found = all
      linear(&found, moved, weight: weight, rows: 64, inputs: inputs, outputs: outputs, tile: 64)
      #expect(Array(found[..<(64 * outputs - shift * outputs)]) == Array(all[(shift * outputs)...]))
    }
  }
}
