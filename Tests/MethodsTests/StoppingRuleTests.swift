import Testing

@testable import Methods

@Suite struct StoppingRuleTests {
  @Test(arguments: [
    (1, 0, 0.75), (3, 0, 0.9375), (4, 0, 0.96875), (5, 0, 0.98438), (5, 1, 0.9375),
    (6, 1, 0.96484), (7, 2, 0.94531), (8, 2, 0.96729), (4, 4, 0.5), (1000, 1000, 0.5),
  ])
  func theWorkedNumbers(_ first: Int, _ second: Int, _ chance: Double) {
    #expect(abs(StoppingRule.stability(first, second) - chance) < 6e-6)
  }

  @Test func aUnanimousRunStopsAtFour() throws {
    let rule = try StoppingRule("beta:0.95")
    #expect(!rule.isEnough([]))
    #expect(!rule.isEnough([nil, nil]))
    #expect(!rule.isEnough(["a", "a", "a"]))
    #expect(rule.isEnough(["a", "a", "a", "a"]))
    #expect(rule.isEnough(["a", nil, "a", "a", "a"]))
    #expect(!rule.isEnough(["a", "a", "b", "a", "a", "a"]))
  }

  @Test func windowsDoNotOverlap() throws {
    let rule = try StoppingRule("unanimous:2")
    #expect(!rule.isEnough(["a"]))
    #expect(rule.isEnough(["a", "a"]))
    #expect(!rule.isEnough(["b", "a", "a", "b"]))
    #expect(rule.isEnough(["b", "a", "c", "c"]))
    #expect(!rule.isEnough([nil, nil]))
  }

  @Test(arguments: [
    "", "beta", "beta:", "beta:1", "beta:0.4", "beta:nan", "unanimous:0", "both:1", "beta:0.9:1",
  ])
  func badRulesAreRefused(_ text: String) {
    #expect(throws: StoppingRule.Mistake.self) { try StoppingRule(text) }
  }
}
