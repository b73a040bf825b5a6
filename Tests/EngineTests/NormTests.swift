import Testing

@testable import Engine

@Suite struct NormTests {
  /// The norm of Llama, and that of families that store a gain as its distance from 1.
  private func norm(_ offset: Float, width: Int) -> Norm {
    var architecture = testModel().architecture
    architecture.gainOffset = offset
    return Norm(architecture, width: width)
  }

  @Test(arguments: [0, 1] as [Float], [1, 16, 44]) func theNormIsItsPlainLoop(
    offset: Float, width: Int
  ) {
    let norm = norm(offset, width: width)
    let (x, gain) = (testNumbers(3 * width, key: 1), testNumbers(width, key: 2))
    var (out, scales) = (x, [Float](repeating: 0, count: 3))
    norm.forward(&out, &scales, x, gain: gain, rows: 3)
    for row in 0..<3 {
      let range = row * width..<(row + 1) * width
      let plain = norm.plain(Array(x[range]), gain: gain)
      #expect(abs(Double(scales[row]) / plain.scale - 1) < 1e-6)
      for (a, b) in zip(out[range], plain.out) { #expect(abs(Double(a) - b) < 1e-5) }
    }
  }

  @Test(arguments: [0, 1] as [Float]) func theWayBackIsTheFiniteDifference(offset: Float) {
    let width = 19
    let norm = norm(offset, width: width)
    let (x, gain) = (testNumbers(width, key: 3), testNumbers(width, key: 4))
    let slopes = testNumbers(width, key: 5)
    var (out, scales) = (x, [Float(0)])
    norm.forward(&out, &scales, x, gain: gain, rows: 1)
    var dx = Array(repeating: Float(0), count: width)
    var dGain = dx
    norm.backward(&dx, &dGain, slopes, x, scales: scales, gain: gain, rows: 1)
    func value(_ x: [Float], _ gain: [Float]) -> Double {
      zip(norm.plain(x, gain: gain).out, slopes).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    for i in 0..<width {
      func moved(_ numbers: [Float], _ step: Float) -> [Float] {
        var numbers = numbers
        numbers[i] += step
        return numbers
      }
      let ofX = (value(moved(x, 0x1p-10), gain) - value(moved(x, -0x1p-10), gain)) * 512
      let ofGain = (value(x, moved(gain, 0x1p-10)) - value(x, moved(gain, -0x1p-10))) * 512
      #expect(abs(Double(dx[i]) - ofX) < 1e-4, "\(i)")
      #expect(abs(Double(dGain[i]) - ofGain) < 1e-4, "\(i)")
    }
  }
}
