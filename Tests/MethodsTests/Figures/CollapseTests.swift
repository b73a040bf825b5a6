import Testing

@testable import Methods

@Suite struct CollapseTests {
  @Test func moreThanHalfAlarms() {
    let half = Collapse(majorities: (0..<20).map { $0 < 10 ? "0" : "\($0)" })
    #expect(half.answer == "0")
    #expect(half.share == 0.5)
    #expect(!half.isAlarming)
    let most = Collapse(majorities: (0..<20).map { $0 < 11 ? "0" : "\($0)" })
    #expect(most.isAlarming)
  }

  @Test func abstentionsAndFewProblemsDoNotAlarm() {
    #expect(!Collapse(majorities: Array(repeating: nil, count: 50)).isAlarming)
    #expect(!Collapse(majorities: Array(repeating: "1", count: 9)).isAlarming)
    #expect(Collapse(majorities: Array(repeating: "1", count: 10)).isAlarming)
    let mixed = Collapse(majorities: (0..<20).map { $0 < 10 ? "1" : nil })
    #expect(mixed.share == 0.5)
  }
}
