import Testing

@testable import Methods

@Suite struct AbstentionTests {
  @Test(arguments: [nil, "stop", "eos"])
  func whatEndedByItselfVotes(_ finish: String?) {
    #expect(!Abstention().excludes(finish: finish))
  }

  @Test func whatWasCutOffVotesOnlyIfItMay() {
    #expect(Abstention().excludes(finish: "length"))
    #expect(!Abstention(truncated: true).excludes(finish: "length"))
  }

  @Test(arguments: ["filter", "error"])
  func whatFailedNeverVotes(_ finish: String) {
    #expect(Abstention(truncated: true).excludes(finish: finish))
  }
}
