import Testing

@testable import Views

/// Loops and their rounds.
struct RoundChartsTests {
  @Test func twoLoopsAreTwoLines() {
    let loops = RoundCharts.loops(
      of: ["base", "iwsi/round1", "iwsi/round2", "lmsi/round1", "lmsi/round2"])
    #expect(loops.map(\.name) == ["iwsi", "lmsi"])
    #expect(loops.map { $0.streams.map(\.round) } == [[0, 1, 2], [0, 1, 2]])
    #expect(
      loops.map { $0.streams.map(\.stream) } == [[0, 1, 2], [0, 3, 4]], "one base for both")
  }

  @Test func aLoopThatHasItsOwnStartKeepsIt() {
    let loops = RoundCharts.loops(of: ["a/round0", "a/round1", "b/round0", "b/round1"])
    #expect(loops.map { $0.streams.map(\.stream) } == [[0, 1], [2, 3]])
  }

  @Test func oneLoopIsOneAndOtherStreamsAreNone() {
    #expect(RoundCharts.loops(of: ["base", "round1", "round2"]).count == 1)
    #expect(RoundCharts.loops(of: ["greedy", "round1"]).isEmpty)
  }

  @Test func noTwoStreamsHaveOneColour() {
    let colours = (0..<60).map { StreamColour.attributes(of: $0) }
    #expect(Set(colours).count == 60)
  }
}
