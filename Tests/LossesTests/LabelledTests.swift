import Losses
import Testing

@Suite struct LabelledTests {
  @Test func workedNumbers() {
    let kto = KTO(beta: 0.1)
    for (reward, isDesirable, baseline, expected) in [
      (2.0, true, 0.0, 0.450_166), (2, true, 0.5, 0.462_570), (-1, false, 0.5, 0.462_570),
    ] {
      let found = kto.loss(reward: reward, isDesirable: isDesirable, baseline: baseline)
      #expect(abs(found.loss - expected) < 1e-6)
    }
  }

  @Test func theBaselineIsNeverNegative() {
    let kto = KTO(beta: 0.1)
    #expect(kto.baseline(mismatchedRewards: [1, 2, -0.5]) == 2.5 / 3)
    #expect(kto.baseline(mismatchedRewards: [-1, 0.5]) == 0)
    #expect(kto.baseline(mismatchedRewards: []) == 0)
  }

  @Test(arguments: [true, false]) func derivativesAreFiniteDifferences(isDesirable: Bool) {
    let kto = KTO(beta: 0.3, desirableWeight: 1.5, undesirableWeight: 0.7)
    let step = 1e-5
    for reward in [-4.0, 0, 0.25, 7] {
      func loss(_ reward: Double) -> Double {
        kto.loss(reward: reward, isDesirable: isDesirable, baseline: 0.4).loss
      }
      let exact = kto.loss(reward: reward, isDesirable: isDesirable, baseline: 0.4).derivative
      #expect(abs((loss(reward + step) - loss(reward - step)) / (2 * step) - exact) < 1e-8)
    }
  }
}
