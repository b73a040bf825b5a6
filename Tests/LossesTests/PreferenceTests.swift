import Losses
import Testing

@Suite struct PreferenceTests {
  /// r⁺ and r⁻ over some tokens, the reference at −20 and −25.
  private func pair(
    _ good: Double, _ bad: Double, tokens: Int = 4, smoothing: Double = 0, gap: Double = 0
  ) -> PairLogprobs {
    PairLogprobs(
      chosen: -20 + good, rejected: -25 + bad, referenceChosen: -20, referenceRejected: -25,
      chosenTokens: tokens, rejectedTokens: tokens, smoothing: smoothing, gap: gap)
  }

  private func isNear(_ found: Double, _ expected: Double, _ tolerance: Double = 5e-7) -> Bool {
    abs(found - expected) < tolerance
  }

  @Test(arguments: [
    (PairTerm.dpo, 0.598_139), (.hinge, 0.8), (.bco, 1.288_793), (.nca, 1.338_793),
    (.apoZero, 0.950_042),
  ])
  func rewardsOfOneAndMinusOne(term: PairTerm, expected: Double) {
    #expect(isNear(pairLoss(term, pair(1, -1), beta: 0.1).loss, expected))
  }

  @Test func atTheReferenceTheLossIsTheLogarithmOfTwo() {
    for beta in [0.1, 5] {
      #expect(isNear(pairLoss(.dpo, pair(0, 0), beta: beta).loss, 0.693_147_18, 1e-8))
    }
  }

  @Test func swappingTheSidesAddsTheLogit() {
    let swapped = pairLoss(.dpo, pair(-1, 1), beta: 0.1).loss
    #expect(isNear(swapped, 0.798_139))
    #expect(isNear(swapped - pairLoss(.dpo, pair(1, -1), beta: 0.1).loss, 0.2, 1e-12))
  }

  /// βΔ = 0.2 and ε = 0.1.
  @Test func smoothedPreferences() {
    let smooth = pair(1, -1, smoothing: 0.1)
    #expect(isNear(pairLoss(.dpo, smooth, beta: 0.1).loss, 0.618_139))
    #expect(isNear(pairLoss(.robust, smooth, beta: 0.1).loss, 0.573_139))
    #expect(isNear(pairLoss(.robust, pair(1, -1), beta: 0.1).loss, 0.598_139))
  }

  @Test func robustLossesAreRightOnAverageOverFlips() {
    let (given, flipped) = (pair(3, 1, smoothing: 0.2), pair(1, 3, smoothing: 0.2))
    let mean =
      0.8 * pairLoss(.robust, given, beta: 0.3).loss
      + 0.2 * pairLoss(.robust, flipped, beta: 0.3).loss
    #expect(isNear(mean, pairLoss(.dpo, pair(3, 1), beta: 0.3).loss, 1e-12))
  }

  @Test func squaresOfErrors() {
    #expect(isNear(pairLoss(.ipo, pair(4, -2), beta: 0.1).loss, 12.25, 1e-9))
    #expect(isNear(pairLoss(.ipo, pair(16, -4), beta: 0.1).loss, 0, 1e-12))
    #expect(isNear(pairLoss(.sppo, pair(2, -1), beta: 0.1).loss, 25, 1e-9))
    #expect(isNear(pairLoss(.squared, pair(1, -1, gap: 0.2), beta: 0.1).loss, 0, 1e-12))
    #expect(isNear(pairLoss(.squared, pair(1, -1, gap: 1.2), beta: 0.1).loss, 1, 1e-12))
  }

  @Test func exoWorkedNumber() {
    let found = pairLoss(.exo, pair(1, -1, smoothing: 1e-3), beta: 0.1).loss
    // q = σ(0.2)
    #expect(isNear(found, 2.422_015))
  }

  @Test func lossesWithoutAReference() {
    let means = PairLogprobs(
      chosen: -0.5, rejected: -1.5, chosenTokens: 1, rejectedTokens: 1)
    #expect(isNear(0.5 + pairLoss(.oddsRatio, means, beta: 0.1).loss, 0.517_086))
    let simpo = PairLogprobs(chosen: -1, rejected: -3, chosenTokens: 2, rejectedTokens: 3)
    #expect(isNear(pairLoss(.simpo, simpo, beta: 2, gamma: 0.5).loss, 0.474_077))
  }

  @Test func simpoDoesNotSeeLengths() {
    let short = PairLogprobs(chosen: -1, rejected: -3, chosenTokens: 2, rejectedTokens: 3)
    let long = PairLogprobs(chosen: -2, rejected: -3, chosenTokens: 4, rejectedTokens: 3)
    let losses = [short, long].map { pairLoss(.simpo, $0, beta: 2, gamma: 0.5).loss }
    #expect(losses[0] == losses[1])
  }

  /// βΔ = 0.2, −p̄⁺ = 0.5; and ScPO's pair with 6 and 1 of 8 votes, w = 0.625.
  @Test func weightedSums() {
    let mixed = PairLogprobs(
      chosen: -2, rejected: -3, referenceChosen: -3, referenceRejected: -2, chosenTokens: 4,
      rejectedTokens: 4)
    func loss(_ alpha: Double) -> Double {
      PairObjective([.init(.dpo), .init(.nll, alpha)], beta: 0.1).loss(mixed).loss
    }
    #expect(isNear(loss(1), 1.098_139))
    #expect(loss(0) == pairLoss(.dpo, mixed, beta: 0.1).loss)
    let voted = PairLogprobs(
      chosen: -20, rejected: -25, referenceChosen: -20, referenceRejected: -25, chosenTokens: 10,
      rejectedTokens: 10)
    let scpo = PairObjective([.init(.dpo), .init(.nll)], beta: 0.5).loss(voted)
    #expect(isNear(0.625 * scpo.loss, 1.68322, 5e-6))
  }

  /// SPIN: before the first step ln 2, and no gradient where the sample is the answer itself.
  @Test func aSampleThatIsTheAnswerTeachesNothing() {
    let found = pairLoss(.dpo, pair(0, 0), beta: 0.1)
    #expect(found.chosen == -found.rejected)
  }

  @Test(arguments: PairTerm.allCases.filter { !$0.isBatchMean })
  func derivativesAreFiniteDifferences(term: PairTerm) {
    for (beta, smoothing) in [(0.1, 0.05), (0.5, 0.2), (2.0, 0.4)] {
      let pair = PairLogprobs(
        chosen: -7, rejected: -9, referenceChosen: -8, referenceRejected: -8.5, chosenTokens: 3,
        rejectedTokens: 5, smoothing: smoothing, gap: 0.7)
      func loss(_ chosen: Double, _ rejected: Double) -> Double {
        var moved = pair
        moved.chosen += chosen
        moved.rejected += rejected
        return pairLoss(term, moved, beta: beta, gamma: 0.5).loss
      }
      let exact = pairLoss(term, pair, beta: beta, gamma: 0.5)
      let step = 1e-5
      #expect(abs((loss(step, 0) - loss(-step, 0)) / (2 * step) - exact.chosen) < 1e-6)
      #expect(abs((loss(0, step) - loss(0, -step)) / (2 * step) - exact.rejected) < 1e-6)
    }
  }

  @Test func extremeRewardsStayFinite() {
    for term in PairTerm.allCases where !term.isBatchMean {
      for (good, bad) in [(1e4, -1e4), (-1e4, 1e4)] {
        let found = pairLoss(term, pair(good, bad, smoothing: 0.1), beta: 1)
        #expect(found.loss.isFinite && found.chosen.isFinite && found.rejected.isFinite, "\(term)")
      }
    }
  }
}
