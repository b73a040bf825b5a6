import Testing

@testable import Engine

@Suite struct MetricSumsTests {
  @Test func meansAreOverAllThatWasSeen() {
    var (one, two) = (MetricSums(), MetricSums())
    one.add(.margin, 6, count: 2)
    two.add(.margin, 3)
    two.add(.reward, 0.5)
    one.add(two)
    #expect(
      one.means == [MetricMean(metric: .margin, value: 3), MetricMean(metric: .reward, value: 0.5)])
    #expect(MetricSums().means.isEmpty)
  }
}
