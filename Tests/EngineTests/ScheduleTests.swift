import Testing

@testable import Engine

@Suite struct ScheduleTests {
  @Test func warmUpRisesToThePeak() {
    let schedule = Schedule(peak: 8, warmUp: 4, steps: 10, shape: .constant)
    #expect((0..<6).map { schedule.rate(at: $0) } == [2, 4, 6, 8, 8, 8])
  }

  @Test func aCosineFallsToItsFloor() {
    let schedule = Schedule(peak: 2, warmUp: 10, steps: 110, shape: .cosine, floor: 0.1)
    #expect(schedule.rate(at: 10) == 2)
    #expect(abs(schedule.rate(at: 60) - 1.1) < 1e-12)
    #expect(abs(schedule.rate(at: 110) - 0.2) < 1e-12)
    #expect(schedule.rate(at: 500) == schedule.rate(at: 110))
  }

  @Test func aStableRateFallsAtTheEnd() {
    let schedule = Schedule(
      peak: 8, warmUp: 2, steps: 10, shape: .warmUpStableDecay, floor: 0.5, cooldown: 4)
    #expect((0...11).map { schedule.rate(at: $0) } == [4, 8, 8, 8, 8, 8, 8, 7, 6, 5, 4, 4])
    let usual = Schedule(peak: 1, steps: 100, shape: .warmUpStableDecay)
    #expect(usual.rate(at: 90) == 1 && usual.rate(at: 95) == 0.5 && usual.rate(at: 100) == 0)
  }

  @Test func aLineFallsEvenly() {
    let schedule = Schedule(peak: 1, steps: 4, shape: .linear)
    #expect((0...4).map { schedule.rate(at: $0) } == [1, 0.75, 0.5, 0.25, 0])
  }
}
