import Testing

@testable import Engine

@Suite struct PrefillPlanTests {
  private let prefix = testTokens(50, key: 1)

  private func plan(_ prompts: [(tokens: [Int32], isNew: Bool)?]) -> [[PrefillPlan.Part]] {
    PrefillPlan(prompts).rounds
  }

  @Test func samplesOfAProblemShareItsPrompt() {
    let prompt = testTokens(7, key: 2)
    #expect(
      plan([(prompt, true), nil, (prompt, true), (prompt, true)]) == [
        [.init(slot: 0)],
        [.init(slot: 2, owner: 0, shared: 6), .init(slot: 3, owner: 0, shared: 6)],
      ])
    #expect(plan([(prompt, false), (prompt, true)]) == [[.init(slot: 1, owner: 0, shared: 6)]])
  }

  /// What problems have in common is computed once, and all others in the round after that, though the
  /// third prompt has one token more in common with the second.
  @Test func problemsShareTheirExamples() {
    #expect(
      plan([(prefix + [1, 2, 3], true), (prefix + [4, 5, 6], true), (prefix + [4, 6, 7], true)])
        == [
          [.init(slot: 0)],
          [.init(slot: 1, owner: 0, shared: 50), .init(slot: 2, owner: 0, shared: 50)],
        ])
  }

  /// A prompt that goes on much longer with another one waits for that.
  @Test func aLongerPrefixIsWorthARound() {
    let longer = prefix + testTokens(40, key: 3)
    #expect(
      plan([(prefix + [1], true), (longer + [2], true), (longer + [3], true)]) == [
        [.init(slot: 0)], [.init(slot: 1, owner: 0, shared: 50)],
        [.init(slot: 2, owner: 1, shared: 90)],
      ])
  }

  @Test func littleInCommonIsComputedApart() {
    let few = Array(prefix.prefix(15))
    #expect(
      plan([(few + [1, 2], true), (few + [3, 4], true)]) == [[.init(slot: 0), .init(slot: 1)]])
    #expect(plan([([1], true), ([1], true)]) == [[.init(slot: 0), .init(slot: 1)]])
    #expect(plan([nil, ([1, 2], false)]).isEmpty)
  }
}
