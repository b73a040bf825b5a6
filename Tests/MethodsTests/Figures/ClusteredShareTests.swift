import Testing

@testable import Methods

/// The mean over problems with its interval.
@Suite struct ClusteredShareTests {
  private func mean(_ shares: [Double], trials: Int? = nil) -> ClusteredShare {
    var mean = ClusteredShare()
    for share in shares { mean.add(share, trials: trials) }
    return mean
  }

  @Test func theWorkedExample() throws {
    let mean = mean([1, 1, 0.5, 0], trials: 4)
    #expect(mean.value == 0.625)
    let interval = try #require(mean.interval)
    #expect(abs(interval.lowerBound - 0.1178) < 5e-5)
    #expect(abs(interval.upperBound - 0.9541) < 5e-5)
  }

  @Test func ofOneSampleEachItIsWilsons() throws {
    let mean = mean([1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
    let interval = try #require(mean.interval)
    let wilson = try #require(Accuracy.interval(successes: 8, trials: 10))
    #expect(abs(interval.lowerBound - wilson.lowerBound) < 1e-12)
    #expect(abs(interval.upperBound - wilson.upperBound) < 1e-12)
  }

  @Test func samplesThatAgreeAreNoMoreThanTheirProblem() {
    #expect(mean([1, 0, 1, 1], trials: 64).interval == mean([1, 0, 1, 1]).interval)
  }

  @Test func itIsNotNarrowerThanThatOfAsManyIndependentSamples() throws {
    let interval = try #require(mean(Array(repeating: 0.5, count: 10), trials: 4).interval)
    #expect(interval.upperBound - interval.lowerBound > 0.25, "40 samples, all problems alike")
  }

  @Test func theEnds() {
    #expect(ClusteredShare().interval == nil)
    #expect(ClusteredShare().value == nil)
    #expect(mean([0.5], trials: 4).interval == nil, "one problem says nothing of others")
    #expect(mean([0.5, 0.5]).interval == nil, "estimates that are the same say nothing")
    #expect(mean([1]).interval != nil)
    #expect(mean([1, 1, 1]).interval?.upperBound == 1)
    #expect(mean([0, 0, 0]).interval?.lowerBound == 0)
  }

  @Test func partsAreTheWhole() throws {
    let shares = [0, 0.25, 1, 0.5, 0.75, 1, 0.125]
    for cut in 0...shares.count {
      var part = mean(Array(shares[..<cut]), trials: 8)
      part.add(mean(Array(shares[cut...]), trials: 8))
      let whole = mean(shares, trials: 8)
      #expect(part.problems == whole.problems)
      #expect(part.value == whole.value)
      let (one, other) = (try #require(part.interval), try #require(whole.interval))
      #expect(abs(one.lowerBound - other.lowerBound) < 1e-12)
      #expect(abs(one.upperBound - other.upperBound) < 1e-12)
    }
  }
}
