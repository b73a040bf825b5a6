import FilterKit
import Records
import Testing

@testable import Views

/// Which inputs are one thing, and what things are called.
struct StreamGroupsTests {
  private func history(
    _ seed: Int, data: String = "gsm8k", folder: String = "out", rounds: Int = 1,
    temperature: String = "1"
  ) -> History {
    var entries: [JSON] = [
      [
        "filter": "problems", "arguments": [.string(data), "--seed", .string("\(seed)")],
        "seed": .integer(Int64(seed)), "inputs": [],
      ]
    ]
    for round in 0..<rounds {
      entries.append([
        "filter": "sample",
        "arguments": [
          "--model", .string("\(folder)-\(seed)/round\(round)/model"), "--temperature",
          .string(temperature),
        ],
        "seconds": .number(Double(seed)), "inputs": [.integer(Int64(entries.count - 1))],
      ])
    }
    var history = History()
    history.take(entries)
    return history
  }

  @Test func seedsOfOneThingAreOneColumn() {
    let places = StreamGroups.places(of: [history(42), history(43), history(44)])
    #expect(places == [[0, 1, 2]])
  }

  @Test func whatDiffersInMoreThanTheSeedIsNot() {
    let others = [
      history(43, data: "math"), history(43, rounds: 2), history(43, temperature: "0.5"),
    ]
    for other in others { #expect(StreamGroups.places(of: [history(42), other]) == [[0], [1]]) }
  }

  @Test func oneSeedTwiceIsNoMean() {
    #expect(StreamGroups.places(of: [history(42), history(42)]) == [[0], [1]])
    #expect(StreamGroups.places(of: [history(42), history(43), history(42)]) == [[0, 1], [2]])
  }

  @Test func whatHasNoHistoryStandsAlone() {
    var unknown = History()
    unknown.takeUnknown()
    #expect(StreamGroups.places(of: [History(), History()]) == [[0], [1]])
    #expect(StreamGroups.places(of: [unknown, unknown]) == [[0], [1]])
  }

  @Test(arguments: [
    ([["a/in.jsonl"]], ["a/in"]),
    ([["out/round0/v.jsonl.zst"], ["out/round1/v.jsonl.zst"]], ["base", "round1"]),
    (
      [["gsm8k-42/iwsi/round1/v.zst"], ["math-42/iwsi/round1/v.zst"]],
      ["gsm8k-42/iwsi/round1", "math-42/iwsi/round1"]
    ),
    (
      [["x/iwsi/round0/v"], ["x/iwsi/round1/v"], ["x/lmsi/round0/v"], ["x/lmsi/round1/v"]],
      ["iwsi/round0", "iwsi/round1", "lmsi/round0", "lmsi/round1"]
    ),
    (
      [["gsm8k-42/r/v", "gsm8k-43/r/v"], ["math-42/r/v", "math-43/r/v"]],
      ["gsm8k-4*/r", "math-4*/r"]
    ),
    ([["a/one.jsonl"], ["a/two.jsonl"]], ["one", "two"]),
    ([["a/one.jsonl"], ["b/one.jsonl"], ["b/two.jsonl"]], ["a/one", "b/one", "b/two"]),
    ([["-"], ["a.jsonl"]], ["-", "a"]),
  ])
  func namesGoUpAsFarAsTheyDiffer(_ groups: [[String]], _ names: [String]) {
    #expect(StreamGroups.names(of: groups) == names)
  }
}
