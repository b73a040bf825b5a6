import Testing

@testable import Methods

@Suite struct AccuracyTests {
  @Test func theIntervalOfWilson() throws {
    let interval = try #require(Accuracy.interval(successes: 8, trials: 10))
    #expect(abs(interval.lowerBound - 0.4902) < 5e-5)
    #expect(abs(interval.upperBound - 0.9433) < 5e-5)
    let none = try #require(Accuracy.interval(successes: 0, trials: 10))
    #expect(none.lowerBound == 0)
    #expect(abs(none.upperBound - 0.2775) < 5e-5)
    let all = try #require(Accuracy.interval(successes: 10, trials: 10))
    #expect(abs(all.lowerBound - 0.7225) < 5e-5)
    #expect(all.upperBound == 1)
    #expect(Accuracy.interval(successes: 0, trials: 0) == nil)
  }

  @Test func everyIntervalHoldsItsShare() throws {
    for trials in 1...40 {
      for successes in 0...trials {
        let interval = try #require(Accuracy.interval(successes: successes, trials: trials))
        #expect(interval.contains(Double(successes) / Double(trials)))
        #expect(interval.lowerBound < interval.upperBound)
      }
    }
  }

  @Test func passAtKAgreesWithCountingSubsets() throws {
    let value = try #require(Accuracy.pass(at: 2, correct: 2, of: 5))
    #expect(abs(value - 0.7) < 1e-15)
    for n in 1...8 {
      for c in 0...n {
        for k in 1...n {
          var hits = 0
          var subsets = 0
          for subset in 0..<(1 << n) where subset.nonzeroBitCount == k {
            subsets += 1
            if subset & ((1 << c) - 1) != 0 { hits += 1 }
          }
          let pass = try #require(Accuracy.pass(at: k, correct: c, of: n))
          #expect(abs(pass - Double(hits) / Double(subsets)) < 1e-12)
        }
      }
    }
  }

  @Test func passAtKHasItsLimits() {
    #expect(Accuracy.pass(at: 1, correct: 3, of: 4) == 0.75)
    #expect(Accuracy.pass(at: 3, correct: 0, of: 4) == 0)
    #expect(Accuracy.pass(at: 4, correct: 1, of: 4) == 1)
    #expect(Accuracy.pass(at: 5, correct: 1, of: 4) == nil)
    #expect(Accuracy.pass(at: 0, correct: 1, of: 4) == nil)
    let large = Accuracy.pass(at: 64, correct: 1, of: 1_000_000)
    #expect(abs((large ?? 0) - 64e-6) < 1e-12)
  }

  @Test func theIntervalOfAMean() throws {
    let whole = try #require(Accuracy.interval(share: 0.8, trials: 10))
    #expect(whole == Accuracy.interval(successes: 8, trials: 10))
    #expect(Accuracy.interval(share: 0.85, trials: 10)?.contains(0.85) == true)
    #expect(Accuracy.interval(share: 0.5, trials: 0) == nil)
  }
}
