/// Whether what is learned from is both much and right.
///
/// (B-STaR, Zeng et al. 2024, arXiv 2412.17256; `report --target 8 verified.jsonl.zst`)
package enum BalanceScore {
  /// How many different correct samples a problem should give: n* of the authors' code.
  package static let target = 8

  /// min(n′/n*, 1) · n′/n, with n samples selected of which n′ are correct and different.
  ///
  /// With n* = 8: 4 of 5 give 0.4, 8 of 10 give 0.8, 10 of 12 give 0.8333, 2 of 2 give 0.25; nothing
  /// selected gives 0.
  package static func score(correct: Int, selected: Int, target: Int = target) -> Double {
    precondition((0...max(selected, 0)).contains(correct), "the correct are some of the selected")
    precondition(target > 0, "some are wanted")
    guard selected > 0 else { return 0 }
    return min(Double(correct) / Double(target), 1) * Double(correct) / Double(selected)
  }
}
