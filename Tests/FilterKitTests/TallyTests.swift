import Records
import Testing

@testable import FilterKit

@Suite struct TallyTests {
  private static func record(samples: Int) throws -> Record {
    let list = (0..<samples).map { #"{"index":\#($0)}"# }.joined(separator: ",")
    return try Record(line: Array(#"{"id":"a","samples":[\#(list)]}"#.utf8))
  }

  @Test func everyOutcomeBalances() throws {
    let record = try Self.record(samples: 4)
    var tally = Tally()
    var edit = RecordEdit(record)
    edit.dropSample(1, reason: "minority")
    try edit.addSample(["index": 4])
    tally.count(.pass(edit), of: record)
    var rows = Rows(unused: "not-best")
    rows.append { $0.add("id", "a/0") }
    rows.samples = 1
    tally.count(.rows(rows), of: record)
    tally.count(.drop("no-samples", samples: ["shifted": 3]), of: record)
    tally.count(.divert("held-out"), of: record)
    tally.countRejection(of: record)
    tally.countMade(samples: 2)
    #expect(tally.balances)
    #expect(tally.records.dropped == ["no-samples": 1, "held-out": 1])
    #expect(
      tally.samples.dropped == [
        "minority": 1, "not-best": 3, "shifted": 3, "no-samples": 1, "held-out": 4,
      ])
    #expect(tally.samples.written == 4 + 1 + 2)
  }

  @Test func aLossIsNoticed() throws {
    var tally = Tally()
    tally.count(.pass(RecordEdit(try Self.record(samples: 2))), of: try Self.record(samples: 2))
    tally.samples.written -= 1
    #expect(!tally.balances)
  }

  @Test func talliesAddUp() throws {
    let record = try Self.record(samples: 1)
    var first = Tally()
    first.count(.drop("tie"), of: record)
    var sum = first
    sum += first
    #expect(sum.records.dropped == ["tie": 2])
    #expect(sum.balances)
  }
}
