import Methods
import Testing

struct HoldoutCutTests {
  private let ids = (0..<20_000).map { "problem-\($0)" }

  /// How far a share of n may lie from what it should be: five standard deviations.
  private func isNear(_ count: Int, _ share: Double, of n: Int) -> Bool {
    let deviation = (Double(n) * share * (1 - share)).squareRoot()
    return abs(Double(count) - share * Double(n)) < 5 * deviation
  }

  /// Of what is left, every further cut takes the share that it says.
  @Test(arguments: [
    [("a", 0.2), ("b", 0.5)], [("a", 0.5), ("b", 0.5), ("c", 0.5)], [("a", 0.2), ("a", 0.1)],
    [("valid", 0.1), ("test", 0.1), ("label", 0.1), ("more", 0.1)],
  ])
  func chainedCutsAreIndependent(cuts: [(String, Double)]) {
    var left = ids
    for (name, share) in cuts {
      let cut = HoldoutCut(name: name, share: share, seed: 42)
      let held = left.filter(cut.holds)
      #expect(isNear(held.count, share, of: left.count), "\(name) \(share): \(held.count)")
      left.removeAll(where: cut.holds)
    }
  }

  @Test func sameOptionsHoldTheSameIds() {
    let cut = HoldoutCut(name: "a", share: 0.3, seed: 1)
    let held = ids.filter(cut.holds)
    #expect(held == ids.filter(HoldoutCut(name: "a", share: 0.3, seed: 1).holds))
    #expect(held != ids.filter(HoldoutCut(name: "a", share: 0.3, seed: 2).holds))
    #expect(ids.filter(HoldoutCut(name: "a", share: 1, seed: 1).holds).count == ids.count)
    #expect(!ids.contains(where: HoldoutCut(name: "a", share: 0, seed: 1).holds))
  }

  @Test(arguments: [
    ("valid.jsonl.zst", "valid"), ("out/round.1/valid.zst", "valid"), ("valid", "valid"),
    (".hidden.zst", "hidden"), ("/dev/null", "null"), ("", ""),
  ])
  func theNameOfAFile(path: String, name: String) {
    #expect(HoldoutCut.name(ofFile: path) == name)
  }

  @Test(arguments: [
    ("a/3", 1, "a"), ("a/3/5", 2, "a"), ("a/solution/5", 2, "a"), ("a/solution", 1, "a"),
    ("HumanEval/0/3", 1, "HumanEval/0"), ("HumanEval/0", 0, "HumanEval/0"), ("a/3#2", 1, "a"),
    ("a/x", 1, "a/x"), ("a", 2, "a"), ("a/b/3", 2, "a/b"),
  ])
  func theProblemOfARow(id: String, completions: Int, problem: String) {
    #expect(HoldoutCut.problem(ofRow: id, completions: completions) == problem)
  }
}
