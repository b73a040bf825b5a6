import Methods
import Testing

struct AdvantageTests {
  /// Reflect, Retry, Reward: a group of four reflections of which two led to a right retry.
  @Test func theWorkedExampleOfReflectRetryReward() throws {
    let rewards: [Double] = [1, 0, 0, 1]
    #expect(
      Advantage.values(of: rewards, baseline: .mean, deviation: .population) == [1, -1, -1, 1])
    let sample = try #require(
      Advantage.values(of: rewards, baseline: .mean, deviation: .sample))
    #expect(sample.map { ($0 * 1000).rounded() } == [866, -866, -866, 866])
  }

  /// CoCoS: with two samples the advantage is the difference of their rewards.
  @Test func theWorkedExampleOfCoCoS() {
    #expect(Advantage.values(of: [2.5, 1.5], baseline: .leaveOneOut) == [1, -1])
    #expect(Advantage.values(of: [-0.5, 3], baseline: .leaveOneOut) == [-3.5, 3.5])
  }

  @Test func noBaseline() {
    #expect(Advantage.values(of: [2, -1], baseline: .none) == [2, -1])
    #expect(Advantage.values(of: [2], baseline: .mean) == [0])
    #expect(Advantage.values(of: [2], baseline: .leaveOneOut) == nil)
    #expect(Advantage.values(of: [], baseline: .mean) == nil)
  }

  @Test func equalRewardsTeachNothing() {
    for deviation in Advantage.Deviation.allCases {
      #expect(Advantage.values(of: [3, 3, 3], baseline: .mean, deviation: deviation) == [0, 0, 0])
    }
  }
}
