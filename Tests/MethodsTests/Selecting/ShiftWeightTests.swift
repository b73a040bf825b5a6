import Randomness
import Testing

@testable import Methods

@Suite struct ShiftWeightTests {
  private let losses = [2, 1, 4, 1.6, 2.5]

  private func kept(
    _ losses: [Double?], mean: Double, keep: Double, rule: ShiftWeight.Rule = .paper
  ) -> [Int] {
    let weights = losses.map { ShiftWeight.weight(loss: $0, validationMean: mean, rule: rule) }
    var known = weights.compactMap { $0 }
    guard let threshold = ShiftWeight.Threshold(keep: keep, of: &known, rule: rule) else {
      return []
    }
    return weights.indices.filter { weights[$0].map(threshold.keeps) ?? false }
  }

  @Test func theWorkedExampleOfIWSI() throws {
    let validation = try #require(ShiftWeight.validationMean(of: [1, 3]))
    #expect(validation.mean == 2)
    #expect(validation.undefined == 0)
    let weights = losses.map { ShiftWeight.weight(loss: $0, validationMean: 2) }
    #expect(weights == [1, 2, 2, 1.25, 1.25])
    #expect(kept(losses, mean: 2, keep: 0.6) == [0, 3, 4])
    #expect(kept(losses, mean: 2, keep: 0.2) == [0])
  }

  @Test func tiesAtTheThresholdAreKept() {
    #expect(kept(losses, mean: 2, keep: 0.4) == [0, 3, 4])
    #expect(kept([3, 3, 3, 3], mean: 2, keep: 0.25) == [0, 1, 2, 3])
  }

  @Test func keepingAllIsLMSI() {
    #expect(kept(losses, mean: 2, keep: 1) == [0, 1, 2, 3, 4])
  }

  @Test func aCommonFactorChangesNothing() {
    var generator = CounterGenerator(key: 9)
    let losses = (0..<200).map { _ in generator.uniform() + 0.01 }
    for factor in [0.25, 8.0, 1024] {
      #expect(
        kept(losses.map { $0 * factor }, mean: 0.4 * factor, keep: 0.37)
          == kept(losses, mean: 0.4, keep: 0.37))
    }
    #expect(kept(losses, mean: 0.4, keep: 0.37).count == 74)
  }

  @Test func lossesOnBothSidesWeighTheSame() throws {
    for factor in [1, 1.5, 3, 10, 1e6] {
      let above = try #require(ShiftWeight.weight(loss: 2 * factor, validationMean: 2))
      let below = try #require(ShiftWeight.weight(loss: 2 / factor, validationMean: 2))
      #expect((above - below).magnitude <= 1e-15 * above)
      #expect(above >= 1)
    }
  }

  @Test func lossesThatAreNoneHaveNoWeight() {
    for loss in [nil, 0, -0.0, -1, .nan, .infinity, -.infinity] as [Double?] {
      #expect(ShiftWeight.weight(loss: loss, validationMean: 2) == nil)
      #expect(ShiftWeight.weight(loss: loss, validationMean: 2, rule: .authors) == nil)
    }
    #expect(ShiftWeight.weight(loss: .leastNonzeroMagnitude, validationMean: 1e300) == nil)
    #expect(ShiftWeight.weight(loss: 1, validationMean: .nan) == nil)
    #expect(kept([nil, 2, 0], mean: 2, keep: 1) == [1])
  }

  @Test func validationLossesThatAreNoneAreCounted() throws {
    let validation = try #require(ShiftWeight.validationMean(of: [1, .nan, 3, 0, nil]))
    #expect(validation.mean == 2)
    #expect(validation.undefined == 3)
    #expect(ShiftWeight.validationMean(of: []) == nil)
    #expect(ShiftWeight.validationMean(of: [.nan, nil]) == nil)
  }

  @Test func thresholdsAtTheEdge() {
    #expect(ShiftWeight.Threshold(atMost: .nan) == nil)
    #expect(ShiftWeight.Threshold(atMost: 0)?.keeps(1) == false)
    #expect(ShiftWeight.Threshold(atMost: 1)?.keeps(1) == true)
    #expect(ShiftWeight.Threshold(atMost: 1)?.keeps(1.0000001) == false)
    var none: [Double] = []
    #expect(ShiftWeight.Threshold(keep: 0.8, of: &none) == nil)
    var one = [1.5]
    for keep in [0, -1, 1.5, .nan] { #expect(ShiftWeight.Threshold(keep: keep, of: &one) == nil) }
    #expect(ShiftWeight.Threshold(keep: 0.01, of: &one)?.keeps(1.5) == true)
    var broken = [1, .nan]
    #expect(ShiftWeight.Threshold(keep: 1, of: &broken) == nil)
  }

  @Test func theAuthorsClipAndDropTies() {
    let weights = [2, 1, 0.5, 4, 20].map {
      ShiftWeight.weight(loss: $0, validationMean: 2, rule: .authors)
    }
    #expect(weights == [1, 2, 2, 2, 5])
    // int(5 · 0.6) = 3: strictly below the fourth smallest, 2.
    #expect(kept(losses, mean: 2, keep: 0.6, rule: .authors) == [0, 3, 4])
    // int(5 · 0.4) = 2: strictly below 1.25.
    #expect(kept(losses, mean: 2, keep: 0.4, rule: .authors) == [0])
    #expect(kept(losses, mean: 2, keep: 1, rule: .authors) == [0, 1, 2, 3, 4])
    #expect(kept([3, 3], mean: 2, keep: 0.5, rule: .authors).isEmpty)
    #expect(kept([3], mean: 2, keep: 0.5, rule: .authors).isEmpty)
  }
}
