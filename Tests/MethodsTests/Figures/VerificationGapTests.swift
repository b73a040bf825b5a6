import Testing

@testable import Methods

@Suite struct VerificationGapTests {
  @Test func theTenSamplesOfTheDocComment() throws {
    let gap = gap([(true, true, 6), (false, true, 3), (false, false, 1)])
    #expect(gap.accuracy == 0.6)
    #expect(abs(try #require(gap.gap) - 0.0667) < 5e-5)
    #expect(abs(try #require(gap.relative) - 0.1667) < 5e-5)
  }

  @Test func constantAndPerfectVerifiers() throws {
    #expect(gap([(true, true, 6), (false, true, 4)]).gap == 0)
    #expect(gap([(true, false, 6), (false, false, 4)]).gap == 0)
    let perfect = gap([(true, true, 6), (false, false, 4)])
    #expect(perfect.gap == 1 - 0.6)
    #expect(perfect.relative == 1)
    #expect(try #require(gap([(true, false, 1), (false, true, 1)]).gap) == -0.5)
  }

  @Test func problemsCountAlike() {
    var both = VerificationGap()
    both.add([(true, true), (false, false)])
    both.add(Array(repeating: (isCorrect: false, passes: false), count: 8))
    both.add([])
    #expect(both.problems == 2)
    #expect(both.accuracy == 0.25)
    #expect(both.gap == 0.25)
    #expect(VerificationGap().gap == nil)
    #expect(gap([(true, true, 2)]).relative == nil)
  }

  private func gap(_ samples: [(Bool, Bool, Int)]) -> VerificationGap {
    var gap = VerificationGap()
    gap.add(
      samples.flatMap { isCorrect, passes, count in
        Array(repeating: (isCorrect: isCorrect, passes: passes), count: count)
      })
    return gap
  }
}
