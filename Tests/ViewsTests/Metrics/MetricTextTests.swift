import Methods
import Testing

@testable import Views

/// Numbers as a table prints them.
struct MetricTextTests {
  @Test(arguments: [
    (0.0, "0.000"), (0.0004, "0.000"), (-0.0004, "0.000"), (-0.5, "-0.500"), (1.9996, "2.000"),
    (1e20, "1e+20"),
  ])
  func digits(_ number: Double, _ text: String) { #expect(MetricText.digits(number) == text) }

  @Test func changesHaveTheirSign() {
    func change(_ value: Double) -> String {
      MetricText.text(MetricValue(name: "x", value: value, unit: .change, interval: -0.5...0.75))
    }
    #expect(change(0.25) == "+0.250 [-0.500, 0.750]")
    #expect(change(-0.25) == "-0.250 [-0.500, 0.750]")
    #expect(MetricText.text(nil) == "–")
  }

  /// Of two seeds Student's interval is wide; a share stays one.
  @Test func theIntervalOfAMeanOfSharesStaysInside() throws {
    let (mean, interval) = try #require(SeedMean.of([0.9, 1], unit: .share))
    #expect(mean == 0.95)
    #expect(interval?.upperBound == 1)
    #expect(interval?.lowerBound ?? -1 >= 0)
    #expect(try #require(SeedMean.of([0.9, 1], unit: .number)).interval?.upperBound ?? 0 > 1)
    #expect(SeedMean.of([], unit: .share) == nil)
  }
}
