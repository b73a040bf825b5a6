import Testing

@testable import Records

@Suite struct NumberTextTests {
  private func read(_ text: String, at start: Int = 0) -> NumberRead? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      NumberText(bytes, at: start).map {
        NumberRead(double: $0.double, integer: $0.integer, isWhole: $0.isWhole, end: $0.end)
      }
    }
  }

  private struct NumberRead: Equatable {
    var double: Double
    var integer: Int64?
    var isWhole = false
    var end: Int
  }

  @Test func wholeNumbersAreExactUpTo18Digits() {
    #expect(read("0") == NumberRead(double: 0, integer: 0, isWhole: true, end: 1))
    #expect(read("-120,") == NumberRead(double: -120, integer: -120, isWhole: true, end: 4))
    let most = 999_999_999_999_999_999
    #expect(read("\(most)")?.integer == Int64(most))
    #expect(
      read("1000000000000000000")
        == NumberRead(double: 1e18, integer: nil, isWhole: true, end: 19))
  }

  static let doubles: [(String, Double)] = [
    ("0.1", 0.1), ("-0.5e3", -500), ("1E+2", 100), ("25e-1", 2.5), ("9007199254740993.0", 0x1p53),
    ("1e23", 1e23), ("123456789012345678901234567890e-29", 1.2345678901234567890123456789),
    ("1e00001", 10), ("4.9e-324", .leastNonzeroMagnitude), ("1e-99999", 0), ("-1e999", -.infinity),
  ]

  @Test(arguments: doubles)
  func othersAreTheNearestDouble(text: String, value: Double) {
    #expect(read(text) == NumberRead(double: value, integer: nil, end: text.utf8.count))
  }

  @Test func aNumberBeginsAndEndsAnywhere() {
    #expect(read("[1.5]", at: 1) == NumberRead(double: 1.5, integer: nil, end: 4))
    #expect(read("12", at: 2) == nil)
  }

  @Test(arguments: ["", "-", "+1", ".5", "01", "-00", "1.", "1.e5", "1e", "1e+", "NaN", "x"])
  func whatIsNoNumberIsNone(text: String) {
    #expect(read(text) == nil)
  }
}
