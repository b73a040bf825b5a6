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

  @Test(arguments: 0...40)
  func twoAnswersOfADirichletAreABeta(_ first: Int) {
    // A third answer that is never in front changes nothing.
    for second in 0...8 {
      #expect(
        StoppingRule.leadership([first, second]) == StoppingRule.stability(first, second))
    }
    let equal = StoppingRule.leadership([first, first, first, first])
    #expect(abs(equal - 0.25) < 1e-9, "\(equal)")
  }

  /// From a numerical integration over the simplex.
  @Test(arguments: [
    ([1, 1, 1, 1, 1, 9], 0.2), ([2, 1, 1], 0.5354938), ([4, 1, 1], 0.8128001),
    ([8, 2, 1, 1], 0.9504516), ([12, 4, 3, 2, 1], 0.9633393),
  ])
  func theLeadOfSeveral(_ counts: [Int], _ chance: Double) {
    #expect(abs(StoppingRule.leadership(counts) - chance) < 1e-6)
  }

  @Test func windowsDoNotOverlap() throws {
    let rule = try StoppingRule("unanimous:2")
    #expect(!rule.isEnough(["a"]))
    #expect(rule.isEnough(["a", "a"]))
    #expect(!rule.isEnough(["b", "a", "a", "b"]))
    #expect(rule.isEnough(["b", "a", "c", "c"]))
    #expect(!rule.isEnough([nil, nil]))
    #expect(rule.shortfall(["b"], limit: 40) == 1)
    #expect(rule.shortfall(["b", "a"], limit: 40) == 2)
  }

  @Test func aShareNeedsTwoSamples() throws {
    let rule = try StoppingRule("share:0.8")
    #expect(!rule.isEnough(["a"]))
    #expect(rule.isEnough(["a", "a"]))
    #expect(!rule.isEnough(["a", "a", "b"]))
    #expect(rule.isEnough(["a", "a", "b", "a", "a"]))
    #expect(!rule.isEnough(["a", "a", nil]))
  }

  @Test(arguments: ["beta:0.95", "dirichlet:0.9", "share:0.75", "unanimous:3"])
  func toLookLaterStopsAsEarly(_ text: String) throws {
    let rule = try StoppingRule(text)
    var state: UInt64 = 1
    for _ in 0..<200 {
      let all: [String?] = (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return ["a", "a", "a", "a", "b", "b", "c", nil][Int(state >> 61)]
      }
      let single = (0..<40).first { rule.isEnough(Array(all[..<$0])) } ?? 40
      var drawn = 0
      var looks = 0
      while case let more = rule.shortfall(Array(all[..<drawn]), limit: 40 - drawn), more > 0 {
        drawn += more
        looks += 1
      }
      #expect(drawn == single)
      #expect(looks <= 40)
    }
  }

  /// E = w [Σ_{i=0}^{L/w−2} (i+1) q (1−q)ⁱ + (L/w) (1−q)^{L/w−1}], q = Σ pᵢʷ, for ESC.
  @Test(arguments: [([0.8, 0.2], 14.610), ([0.5, 0.5], 32.262), ([1.0], 5.0)])
  func theExpectedDrawsOfWindows(_ chances: [Double], _ expected: Double) throws {
    let rule = try StoppingRule("unanimous:5")
    var state: UInt64 = 7
    var drawn = 0
    let problems = 3000
    for _ in 0..<problems {
      var answers: [String?] = []
      while case let more = rule.shortfall(answers, limit: 40 - answers.count), more > 0 {
        for _ in 0..<more {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let isFirst = Double(state >> 11) * 0x1p-53 < chances[0]
          answers.append(isFirst ? "a" : "b")
        }
      }
      drawn += answers.count
    }
    #expect(abs(Double(drawn) / Double(problems) - expected) < 0.4)
  }

  @Test(arguments: [
    "", "beta", "beta:", "beta:1", "beta:0.4", "beta:nan", "unanimous:0", "unanimous:1.5", "both:1",
    "beta:0.9:1", "share:0", "share:1.1", "dirichlet:1", "dsc:4",
  ])
  func badRulesAreRefused(_ text: String) {
    #expect(throws: StoppingRule.Mistake.self) { try StoppingRule(text) }
  }
}
