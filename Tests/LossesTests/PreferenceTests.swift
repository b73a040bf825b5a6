import Losses
import Testing

@Suite struct PreferenceTests {
  /// A pair whose model is its reference, with log π(y⁺) = −20 over 10 tokens.
  private let atReference = PairLogprobs(
    chosen: -20, rejected: -25, referenceChosen: -20, referenceRejected: -25, chosenTokens: 10)

  @Test func atTheReferenceTheLossIsTheLogarithmOfTwo() {
    #expect(abs(directPreference(atReference, beta: 0.1).loss - 0.693_147_18) < 1e-8)
  }

  /// Of 8 votes 6 and 1: w = 0.625.
  @Test func scpoWorkedNumber() {
    let plain = directPreference(atReference, beta: 0.5, weight: 0.625)
    #expect(abs(plain.loss - 0.43322) < 5e-6)
    let whole = directPreference(atReference, beta: 0.5, alpha: 1, weight: 0.625)
    #expect(abs(whole.loss - 1.68322) < 5e-6)
  }

  /// β = 0.1 and a margin of 2: −log σ(0.2).
  @Test func aMarginLowersTheLoss() {
    let pair = PairLogprobs(
      chosen: -19, rejected: -26, referenceChosen: -20, referenceRejected: -25, chosenTokens: 4)
    #expect(pair.margin == 2)
    #expect(abs(directPreference(pair, beta: 0.1).loss - 0.598_139) < 1e-6)
  }

  @Test(arguments: [(0.1, 0.0, 1.0), (0.5, 1.0, 0.625), (2.0, 0.25, 0.5)])
  func derivativesAreFiniteDifferences(beta: Double, alpha: Double, weight: Double) {
    let pair = PairLogprobs(
      chosen: -7, rejected: -9, referenceChosen: -8, referenceRejected: -8.5, chosenTokens: 3)
    func loss(_ chosen: Double, _ rejected: Double) -> Double {
      var moved = pair
      moved.chosen += chosen
      moved.rejected += rejected
      return directPreference(moved, beta: beta, alpha: alpha, weight: weight).loss
    }
    let exact = directPreference(pair, beta: beta, alpha: alpha, weight: weight)
    let step = 1e-5
    #expect(abs((loss(step, 0) - loss(-step, 0)) / (2 * step) - exact.chosen) < 1e-8)
    #expect(abs((loss(0, step) - loss(0, -step)) / (2 * step) - exact.rejected) < 1e-8)
  }
}
