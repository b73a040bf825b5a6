import Testing

@testable import FilterKit

@Suite struct StreamOptionsTests {
  @Test func aLimitIsANumberOrAShare() {
    #expect(RejectLimit(argument: "3") == .count(3))
    #expect(RejectLimit(argument: "2.5%") == .share(0.025))
    for text in ["-1", "101%", "many", "", "%"] { #expect(RejectLimit(argument: text) == nil) }
  }

  @Test func aLimitIsExceededByMoreThanIt() {
    #expect(!RejectLimit.count(2).isExceeded(rejected: 2, read: 2))
    #expect(RejectLimit.count(2).isExceeded(rejected: 3, read: 100))
    #expect(!RejectLimit.share(0.01).isExceeded(rejected: 1, read: 100))
    #expect(RejectLimit.share(0.01).isExceeded(rejected: 1, read: 99))
    #expect(!RejectLimit.share(0).isExceeded(rejected: 0, read: 0))
  }
}
