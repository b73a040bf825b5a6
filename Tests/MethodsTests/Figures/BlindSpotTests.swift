import Testing

@testable import Methods

@Suite struct BlindSpotTests {
  @Test func theRateOfSelfCorrectionBench() throws {
    #expect(abs(try #require(BlindSpot.rate(user: 0.8, own: 0.2)) - 0.75) < 1e-12)
    #expect(BlindSpot.rate(user: 0.4, own: 0.4) == 0)
    #expect(BlindSpot.rate(user: 0, own: 0.5) == nil)
  }
}
