import Glibc
import Testing

@testable import Engine

@Suite struct LanesTests {
  @Test func exponentialIsThatOfTheLibrary() {
    for step in -8600..<8700 {
      let x = Float(step) / 100
      let exact = Glibc.exp(Double(x))
      #expect(abs(Double(exponential(Lanes(repeating: x))[0]) / exact - 1) < 3e-7, "\(x)")
    }
  }

  @Test func exponentialEndsQuietly() {
    let ends = exponential(Lanes(-.infinity, -1000, -88, 0, 88, 89, 1e30, .infinity))
    #expect(ends[0] == 0 && ends[1] == 0 && ends[2] == 0 && ends[3] == 1)
    for lane in 4..<8 { #expect(ends[lane].isFinite && ends[lane] > 1e38) }
  }

  @Test(arguments: [1, 7, 8, 9, 30]) func rowsOfAnyLength(count: Int) {
    var a = (0..<count).map { Float($0) - 3 }
    let b = (0..<count).map { Float($0) / 4 }
    #expect(dot(a, b, count) == zip(a, b).reduce(0) { $0 + $1.0 * $1.1 })
    let sum = log(a.reduce(0.0) { $0 + Glibc.exp(Double($1)) })
    #expect(abs(Double(logSumExponential(a, count)) - sum) < 1e-5)
    let expected = zip(a, b).map { $0 + $1 }
    add(&a, b, count)
    #expect(a == expected)
  }
}
