import Records
import Testing

@testable import Views

/// Where two histories part.
struct LineageTests {
  private let problems: JSON = ["filter": "problems", "arguments": ["gsm8k"], "inputs": []]
  private func entry(_ filter: String, _ input: Int, dropped: JSON = [:]) -> JSON {
    ["filter": .string(filter), "dropped": dropped, "inputs": [.integer(Int64(input))]]
  }

  @Test func sharedEntriesAreThoseWhoseInputsAreSharedToo() {
    let lineage = Lineage(
      [problems, entry("sample", 0), entry("vote", 1)], [problems, entry("vote", 0)])
    #expect(lineage.shared == [problems])
    #expect(lineage.own.map(\.count) == [2, 1], "the votes saw different samples")
  }

  @Test func numbersOfInputsDoNotMatter() {
    let lineage = Lineage(
      [problems, entry("vote", 0)], [["filter": "unknown"], problems, entry("vote", 1)])
    #expect(lineage.own[0].isEmpty)
    #expect(lineage.own[1] == [["filter": "unknown"]])
  }

  @Test func droppedRecordsHaveTheirReasonAndFilter() {
    let drops = Lineage.drops(
      of: [problems, entry("vote", 0, dropped: ["no-majority": 3, "tie": 1])], samples: false)
    #expect(drops.map(\.count) == [3, 1])
    #expect(drops.map(\.reason) == ["no-majority", "tie"])
    #expect(drops.allSatisfy { $0.by["filter"] == "vote" })
  }

  @Test func theWriterOfAFieldIsAFilterBeyondTheParting() {
    let lineage = Lineage([problems], [problems, entry("vote", 0), entry("verify", 1)])
    #expect(lineage.writers(of: "vote.answer", ofSamples: false) == ["vote"])
    #expect(lineage.writers(of: "correct", ofSamples: true) == ["verify"])
    #expect(lineage.writers(of: "nll", ofSamples: true).isEmpty)
  }
}
