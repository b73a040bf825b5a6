import Testing

@testable import Methods

@Suite struct CrossVoteTests {
  @Test func theWorkedExampleOfCoReward() {
    let answers = ["5", "5", "5", "3", "3", "3", "5", "3"]
    let groups = Array(repeating: "x", count: 4) + Array(repeating: "twin", count: 4)
    let vote = CrossVote(answers: answers, groups: groups)
    #expect(vote.elections.map(\.group) == ["x", "twin"])
    #expect(vote.elections.map(\.election.answer) == ["3", "5"])
    let rewards = zip(answers, vote.labels).map { $0 == $1 }
    #expect(rewards == [false, false, false, true, false, false, true, false])
  }

  @Test func nobodyElectsItself() {
    #expect(CrossVote(answers: ["1", "1"], groups: ["a", "a"]).labels == [nil, nil])
    let vote = CrossVote(answers: ["1", nil, "2"], groups: ["a", "b", nil])
    #expect(vote.labels == [nil, "1", nil])
  }

  @Test func weightsCount() {
    let vote = CrossVote(
      answers: ["1", "2", "3", "3"], weights: [1, 5, 1, 1], groups: ["a", "a", "a", "b"])
    #expect(vote.labels == ["3", "3", "3", "2"])
  }

  @Test func aTieAmongTheOthersGoesByTheRule() {
    let answers = ["1", "2", "3"]
    let groups = ["a", "a", "b"]
    let second = CrossVote(answers: answers, groups: groups) { election, voters in
      #expect(voters == [0, 1])
      return election.electing(1, by: "length")
    }
    #expect(second.labels == ["3", "3", "2"])
    let none = CrossVote(answers: answers, groups: groups) { _, _ in nil }
    #expect(none.labels == ["3", "3", nil])
  }
}
