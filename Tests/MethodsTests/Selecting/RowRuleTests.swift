import Methods
import Testing

struct RowRuleTests {
  @Test(arguments: [
    ("stop", false, nil), (nil, false, nil), ("length", false, RowRule.Reason.cutOff),
    ("filter", false, .filtered), ("error", true, .failed), ("stop", true, .empty),
    (nil, true, .empty),
  ])
  func samplesThatWereNotEndedMakeNoRow(
    finish: String?, isEmpty: Bool, reason: RowRule.Reason?
  ) {
    #expect(RowRule().reason(finish: finish, isEmpty: isEmpty) == reason)
  }

  @Test func cutOffSamplesAreTakenOnlyIfAskedFor() {
    let rule = RowRule(takesTruncated: true)
    #expect(rule.reason(finish: "length", isEmpty: false) == nil)
    #expect(rule.reason(finish: "length", isEmpty: true) == .empty)
    #expect(rule.reason(finish: "error", isEmpty: false) == .failed)
    #expect(!RowRule.isEnded(finish: "length"))
    #expect(RowRule.isEnded(finish: "stop"))
  }
}
