import Testing

@testable import Engine

@Suite struct GatedUnitTests {
  static let activations: [Activation] = [.silu, .geluTanh]

  @Test(arguments: activations, [1, 8, 21]) func aUnitIsItsPlainLoop(
    activation: Activation, width: Int
  ) {
    let unit = GatedUnit(activation: activation, width: width)
    let gateUp = testNumbers(2 * width, key: 1).map { $0 * 8 }
    var out = Array(repeating: Float(0), count: width)
    unit.forward(&out, gateUp, rows: 1)
    for (a, b) in zip(out, unit.plain(gateUp)) { #expect(abs(Double(a) - b) < 1e-5 * (1 + abs(b))) }
  }

  @Test(arguments: activations) func theWayBackIsTheFiniteDifference(activation: Activation) {
    let width = 21
    let unit = GatedUnit(activation: activation, width: width)
    let gateUp = testNumbers(2 * width, key: 2).map { $0 * 4 }
    let slopes = testNumbers(width, key: 3)
    var found = gateUp
    unit.backward(&found, slopes, gateUp, rows: 1)
    for i in gateUp.indices {
      func value(_ step: Float) -> Double {
        var moved = gateUp
        moved[i] += step
        return zip(unit.plain(moved), slopes).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      #expect(abs(Double(found[i]) - (value(0x1p-8) - value(-0x1p-8)) * 128) < 1e-3, "\(i)")
    }
  }
}
