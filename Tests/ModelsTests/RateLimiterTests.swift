import Testing

@testable import Models

@Suite struct RateLimiterTests {
  /// Sends as fast as a limiter lets, and gives the times.
  private func times(_ limits: RateLimits, tokens: Int = 0, until end: Double) -> [Double] {
    var limiter = RateLimiter(limits)
    var now = 0.0
    var times: [Double] = []
    while true {
      now = limiter.due(tokens: tokens, at: now)
      guard now < end else { return times }
      limiter.take(tokens: tokens, at: now)
      times.append(now)
    }
  }

  @Test(arguments: [1.0, 2, 7, 50, 300])
  func noSecondHasMoreThanTheLimitAndNearlyAsMany(limit: Double) {
    var limits = RateLimits()
    limits.requestsPerSecond = limit
    let times = times(limits, until: 30)
    for (place, time) in times.enumerated() {
      let later = times[place...].prefix { $0 < time + 1 - 1e-6 }
      #expect(Double(later.count) <= limit)
    }
    #expect(Double(times.count) >= 0.95 * 29 * limit)
  }

  @Test func theTighterOfTwoLimitsHolds() {
    var limits = RateLimits()
    limits.requestsPerSecond = 10
    limits.requestsPerMinute = 60
    #expect(times(limits, until: 60).count == 60)
  }

  @Test func tokensAreLimitedAndALargeRequestWaitsForAFullBucket() {
    var limits = RateLimits()
    limits.tokensPerMinute = 6000
    // The bucket holds 300; 1,000 are owed for, so there are about six in a minute.
    let times = times(limits, tokens: 1000, until: 60)
    #expect(times.count == 6)
    #expect(times[0] == 0 && abs(times[1] - 1000 / (5701 / 60.0)) < 1e-6)
  }

  @Test func whatIsGivenBackIsThereAgain() {
    var limits = RateLimits()
    limits.tokensPerMinute = 1200
    var limiter = RateLimiter(limits)
    limiter.take(tokens: 60, at: 0)
    #expect(limiter.due(tokens: 60, at: 0) > 1)
    limiter.giveBack(tokens: 60)
    #expect(limiter.due(tokens: 60, at: 0) == 0)
    limiter.giveBack(tokens: 1000)
    limiter.take(tokens: 60, at: 0)
    #expect(limiter.due(tokens: 1, at: 0) > 0)
  }
}
