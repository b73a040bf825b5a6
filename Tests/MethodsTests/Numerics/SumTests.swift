import Testing

@testable import Methods

@Suite struct SumTests {
  @Test func smallTermsAreNotLost() {
    #expect([1, 1e100, 1, -1e100].accurateSum() == 2)
    #expect(Array(repeating: 0.1, count: 1_000_000).accurateSum() == 100_000)
    #expect([Double]().accurateSum() == 0)
  }

  @Test func infinityAndNaNStay() {
    #expect([1, .infinity].accurateSum() == .infinity)
    #expect([.infinity, -.infinity].accurateSum().isNaN)
  }
}
