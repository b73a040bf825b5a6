import Testing

@testable import Methods

@Suite struct TransitionsTests {
  @Test func theTwoProblemsOfTheDocComment() throws {
    var transitions = Transitions()
    transitions.add(pairs(kept: 2, broken: 1, repaired: 1, failed: 0))
    transitions.add(pairs(kept: 1, broken: 0, repaired: 1, failed: 2))
    let (before, after) = try #require(transitions.accuracies)
    #expect(before == 0.5)
    #expect(after == 0.625)
    #expect(transitions.confidenceLevel == 0.75)
    #expect(transitions.critiqueScore == 0.5)
    #expect(transitions.relativeScore == 0.75)
    let rates = try #require(transitions.rates)
    #expect(rates.kept + rates.broken + rates.repaired + rates.failed == 1)
    #expect(rates.kept + rates.repaired == after)
    #expect(after - before == rates.repaired - rates.broken)
    let level = try #require(transitions.confidenceLevel)
    let score = try #require(transitions.critiqueScore)
    #expect(after == before * level + (1 - before) * score)
  }

  @Test func theRelativeScoresLandmarks() throws {
    // Nothing changes.
    var same = Transitions()
    same.add(pairs(kept: 3, broken: 0, repaired: 0, failed: 1))
    #expect(same.relativeScore == 0.5)
    // CL 1 and CS = Acc₁ is the upper end, CL = Acc₁ and CS 0 the lower one.
    var best = Transitions()
    best.add(pairs(kept: 2, broken: 0, repaired: 1, failed: 1))
    #expect(best.relativeScore == 1)
    var worst = Transitions()
    worst.add(pairs(kept: 1, broken: 1, repaired: 0, failed: 2))
    #expect(worst.relativeScore == 0)
  }

  @Test func whatIsUndefined() {
    var transitions = Transitions()
    #expect(transitions.rates == nil)
    transitions.add(Transitions.Pairs())
    #expect(transitions.problems == 0)
    transitions.add(pairs(kept: 1, broken: 0, repaired: 0, failed: 0))
    #expect(transitions.relativeScore == nil)
    #expect(transitions.critiqueScore == nil)
    #expect(transitions.confidenceLevel == 1)
  }

  /// A base model of the SCoRe paper: 4.6 % repaired, 15.8 % broken are −11.2 points.
  @Test func theDifferenceIsThatOfTheRates() throws {
    var transitions = Transitions()
    transitions.add(pairs(kept: 368, broken: 158, repaired: 46, failed: 428))
    let (before, after) = try #require(transitions.accuracies)
    #expect(abs(before - 0.526) < 1e-12)
    #expect(abs(after - before + 0.112) < 1e-12)
  }

  private func pairs(kept: Int, broken: Int, repaired: Int, failed: Int) -> Transitions.Pairs {
    var pairs = Transitions.Pairs()
    for _ in 0..<kept { pairs.add(before: true, after: true) }
    for _ in 0..<broken { pairs.add(before: true, after: false) }
    for _ in 0..<repaired { pairs.add(before: false, after: true) }
    for _ in 0..<failed { pairs.add(before: false, after: false) }
    return pairs
  }
}
