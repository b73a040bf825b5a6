import Testing

@testable import Models

@Suite struct RequestWindowTests {
  @Test func aLimitHalvesTheWindowOnceForAllThatWereOnTheirWay() {
    var window = RequestWindow(most: 64)
    for _ in 0..<64 { _ = window.narrow(sent: 0, at: 1) }
    #expect(window.room == 32)
    _ = window.narrow(sent: 2, at: 3)
    #expect(window.room == 16)
    for moment in 4..<20 { _ = window.narrow(sent: Double(moment), at: Double(moment)) }
    #expect(window.room == 1)
  }

  @Test func aWindowsWorthOfAnswersAddsOneUpToTheMost() {
    var window = RequestWindow(most: 12)
    _ = window.narrow(sent: 0, at: 1)
    #expect(window.room == 6)
    for _ in 0..<7 { window.open() }
    #expect(window.room == 7)
    for _ in 0..<200 { window.open() }
    #expect(window.room == 12)
  }

  @Test func pausesDoubleUntilAnAnswerComes() {
    var window = RequestWindow(most: 4)
    var pauses: [Double] = []
    for moment in 1...9 {
      _ = window.narrow(sent: Double(moment), at: Double(moment))
      pauses.append(window.pause(first: 0.5, longest: 60))
    }
    #expect(pauses == [0.5, 1, 2, 4, 8, 16, 32, 60, 60])
    window.open()
    #expect(window.narrow(sent: 20, at: 20) == 0)
    #expect(window.pause(first: 0.5, longest: 60) == 0.5)
    #expect(window.narrow(sent: 21, at: 23) == 3)
  }
}
