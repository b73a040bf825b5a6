import Testing

@testable import Methods

@Suite struct RunningMeanTests {
  @Test func meanAndSpread() {
    var gauge = RunningMean()
    for value in [2.0, 4, 4, 4, 5, 5, 7, 9] { gauge.add(value) }
    #expect(gauge.mean == 5)
    #expect(abs(gauge.standardDeviation - 2.1381) < 5e-5)
    #expect(gauge.minimum == 2)
    #expect(gauge.maximum == 9)
    #expect(gauge.count == 8)
  }

  @Test func zeroCountsAndNothingElseThatIsNoNumber() {
    var gauge = RunningMean()
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
  @Test func ofFewNumbersTheIntervalIsWide() throws {
    var gauge = RunningMean()
    gauge.add(0.5)
    #expect(gauge.interval == nil)
    gauge.add(0.6)
    let interval = try #require(gauge.interval)
    #expect(abs(interval.upperBound - 0.55 - 0.6353) < 5e-5)
    #expect(abs(0.55 - interval.lowerBound - 0.6353) < 5e-5)
  }

  /// What doubles just hold has a mean, but its spread may be more than one holds.
  @Test func anIntervalHasTwoEnds() {
    for numbers in [[1e308, -1e308], [1e200, 3e200]] {
      var gauge = RunningMean()
      for number in numbers { gauge.add(number) }
      #expect(gauge.interval == nil)
    }
  }
}
