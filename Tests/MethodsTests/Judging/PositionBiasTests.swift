import Methods
import Testing

struct PositionBiasTests {
  private func bias(_ comparisons: (Int, Int, Double)...) -> PositionBias {
    var bias = PositionBias()
    bias.count(
      comparisons.map { PositionBias.Comparison(first: $0.0, second: $0.1, score: $0.2) })
    return bias
  }

  @Test func whoAlwaysPrefersTheFirstContradictsHimself() {
    let bias = bias((0, 1, 1), (1, 0, 1), (0, 2, 1), (2, 0, 1))
    #expect(bias.first == 4)
    #expect(bias.second == 0)
    #expect(bias.pairs == 2)
    #expect(bias.agreeing == 0)
  }

  @Test func whoPrefersASampleAgrees() {
    let bias = bias((0, 1, 1), (1, 0, 0), (0, 2, 0.5), (2, 0, 0.5), (1, 2, 0))
    #expect([bias.first, bias.second, bias.ties] == [1, 2, 2])
    #expect(bias.pairs == 2)
    #expect(bias.agreeing == 2)
  }

  @Test func aTieOnOneSideDisagrees() {
    let bias = bias((0, 1, 0.5), (1, 0, 0))
    #expect(bias.pairs == 1)
    #expect(bias.agreeing == 0)
  }

  @Test func repeatedComparisonsAreMatchedInTheirOrder() {
    let bias = bias((0, 1, 1), (0, 1, 0), (1, 0, 0), (1, 0, 0))
    #expect(bias.pairs == 2)
    #expect(bias.agreeing == 1)
  }

  @Test func recordsAreCountedApart() {
    var bias = PositionBias()
    bias.count([PositionBias.Comparison(first: 0, second: 1, score: 1)])
    bias.count([PositionBias.Comparison(first: 1, second: 0, score: 0)])
    #expect(bias.pairs == 0)
  }
}
