import Testing

@testable import Methods

@Suite struct GaugeTests {
  @Test func meanAndSpread() {
    var gauge = Gauge()
    for value in [2.0, 4, 4, 4, 5, 5, 7, 9] { gauge.add(value) }
    #expect(gauge.mean == 5)
    #expect(abs(gauge.standardDeviation - 2.1381) < 5e-5)
    #expect(gauge.minimum == 2)
    #expect(gauge.maximum == 9)
    #expect(gauge.count == 8)
  }

  @Test func zeroCountsAndNothingElseThatIsNoNumber() {
    var gauge = Gauge()
    #expect(gauge.minimum == nil)
    gauge.add(.nan)
    gauge.add(.infinity)
    #expect(gauge.count == 0)
    #expect(gauge.undefined == 2)
    gauge.add(0)
    #expect(gauge.count == 1)
    #expect(gauge.minimum == 0)
    #expect(gauge.standardDeviation == 0)
  }
}
