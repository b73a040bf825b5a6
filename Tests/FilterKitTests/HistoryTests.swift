import FilterKit
import Records
import Testing

struct HistoryTests {
  private let problems: JSON = ["filter": "problems", "inputs": []]
  private let vote: JSON = ["filter": "vote", "inputs": [0]]
  private let best: JSON = ["filter": "best", "inputs": [0]]

  @Test func anEntryNamesItsInput() {
    var history = History()
    history.take([problems])
    history.close(with: [JSON.Member("filter", "vote")])
    #expect(history.entries == [problems, vote])
  }

  @Test func whatSeveralInputsShareIsStoredOnce() {
    var history = History()
    history.take([problems, vote])
    history.take([problems, best])
    history.close(with: [JSON.Member("filter", "blend")])
    #expect(
      history.entries == [problems, vote, best, ["filter": "blend", "inputs": [1, 2]]])
  }

  @Test func numbersFollowTheirEntries() {
    let other: JSON = ["filter": "problems", "seed": 7, "inputs": []]
    var history = History()
    history.take([other])
    history.take([problems, vote])
    history.close(with: [JSON.Member("filter", "blend")])
    #expect(
      history.entries == [
        other, problems, ["filter": "vote", "inputs": [1]],
        ["filter": "blend", "inputs": [0, 2]],
      ])
  }

  @Test func theSameInputTwiceIsOne() {
    var history = History()
    history.take([problems])
    history.take([problems])
    history.close(with: [JSON.Member("filter", "blend")])
    #expect(history.entries.last == ["filter": "blend", "inputs": [0]])
  }

  @Test func anotherHistoryBringsAllItsInputs() {
    var read = History()
    read.take([problems, vote])
    read.take([problems, best])
    var history = History()
    history.takeUnknown()
    history.take(read)
    history.close(with: [JSON.Member("filter", "blend")])
    #expect(
      history.entries == [
        ["filter": "unknown"], problems, ["filter": "vote", "inputs": [1]],
        ["filter": "best", "inputs": [1]], ["filter": "blend", "inputs": [0, 2, 3]],
      ])
  }

  @Test func numbersOutsideTheListAreLeftOut() {
    var history = History()
    history.take([["filter": "odd", "inputs": [5, -1]]])
    #expect(history.entries == [["filter": "odd", "inputs": []]])
  }
}
