import Losses
import Testing

@Suite struct PolicyGradientTests {
  @Test func advantagesOfAGroup() {
    let rewards: [Double?] = [1, 0, 0, 1]
    let scaled = groupAdvantages([rewards], scale: .group)[0]
    #expect(zip(scaled, [1.0, -1, -1, 1]).allSatisfy { abs($0 - 0.865_875 * $1) < 1e-6 })
    #expect(groupAdvantages([rewards], scale: .none)[0] == [0.5, -0.5, -0.5, 0.5])
    #expect(groupAdvantages([[1, 1, 1]], scale: .group)[0] == [0, 0, 0])
  }

  @Test func aBatchHasOneDeviation() {
    // Rewards 0, 2, 4, 10: deviation 4.320494.
    let found = groupAdvantages([[0, 2], [4, 10]], scale: .batch)
    #expect(abs(found[0][1] - 1 / 4.320_594) < 1e-6)
    #expect(abs(found[1][0] + 3 / 4.320_594) < 1e-6)
  }

  @Test func whatHasNoRewardPullsNowhere() {
    #expect(groupAdvantages([[1, nil, 0]], scale: .none)[0] == [0.5, 0, -0.5])
    #expect(leaveOneOutAdvantages([[1, nil, 0]])[0] == [1, 0, -1])
    #expect(leaveOneOutAdvantages([[nil, 3]])[0] == [0, 0])
  }

  @Test func leavingOneOut() {
    let found = leaveOneOutAdvantages([[1, 0, 0, 1]])[0]
    #expect(zip(found, [1.0, -1, -1, 1]).allSatisfy { abs($0 - $1 * 2 / 3) < 1e-12 })
    #expect(abs(found.reduce(0, +)) < 1e-12)
    let normal = leaveOneOutAdvantages([[1, 0], [5, 1]], normalizing: true).flatMap { $0 }
    #expect(abs(normal.reduce(0, +)) < 1e-12)
    #expect(abs(normal.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-3)
  }

  @Test func divergenceIsNeverNegative() {
    #expect(abs(divergence(logprob: 0, reference: -0.1).value - 0.004_837) < 1e-6)
    #expect(divergence(logprob: -3, reference: -3).value == 0)
  }

  /// Completions with 2 and 4 tokens and losses of 1 a token; then 1 and 0.
  @Test func normalizations() {
    func loss(_ rule: GroupNormalization, _ losses: [Double]) -> Double {
      zip([2, 4], losses).reduce(0) { sum, part in
        let share = rule.share(
          tokens: part.0, completions: 2, batchTokens: 6, updateTokens: 6, longest: 10)
        return sum + Double(part.0) * part.1 * share
      }
    }
    #expect(abs(loss(.grpo, [1, 1]) - 1) < 1e-12)
    #expect(abs(loss(.dapo, [1, 1]) - 1) < 1e-12)
    #expect(abs(loss(.drGRPO, [1, 1]) - 0.3) < 1e-12)
    #expect(abs(loss(.grpo, [1, 0]) - 0.5) < 1e-12)
    #expect(abs(loss(.dapo, [1, 0]) - 1.0 / 3) < 1e-12)
    #expect(abs(loss(.bnpo, [1, 0]) - 1.0 / 3) < 1e-12)
  }

  @Test func ratiosAreCutWhereTheyHaveGoneTheRightWay() {
    let clipping = Clipping(below: 0.2, above: 0.3)
    let far = clipping.loss(logRatio: 1, advantage: 2)
    #expect(far.isCut && far.derivative == 0 && abs(far.loss + 2.6) < 1e-12)
    let wrong = clipping.loss(logRatio: 1, advantage: -2)
    #expect(!wrong.isCut && wrong.derivative > 0)
    let low = clipping.loss(logRatio: -1, advantage: -2)
    #expect(low.isCut && low.derivative == 0 && abs(low.loss - 1.6) < 1e-12)
  }

  @Test(arguments: [-1.0, -0.1, 0.05, 0.9]) func derivativesAreFiniteDifferences(shift: Double) {
    let step = 1e-5
    for (advantage, weighs) in [(-1.5, true), (-1.5, false), (0.5, true), (0.5, false)] {
      let objective = GroupRelative(beta: 0.3, weighsDivergence: weighs)
      func token(_ logprob: Double) -> (loss: Double, derivative: Double, isCut: Bool) {
        objective.tokenLoss(logprob: logprob, old: -2, reference: -1.7, advantage: advantage)
      }
      let at = -2 + shift
      let slope = (token(at + step).loss - token(at - step).loss) / (2 * step)
      #expect(abs(slope - token(at).derivative) < 1e-8)
    }
  }
}
