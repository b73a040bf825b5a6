import Records
import Streams
import Testing

@testable import FilterKit

@Suite struct RecordLoopTests {
  private let two = #"{"id":"a","n":1}"# + "\n" + #"{"id":"b","n":2}"# + "\n"

  /// Records come one after another with their places, and are written as the filter says.
  @Test func recordsComeWithTheirPlaces() throws {
    let bench = try Bench()
    var places: [Int] = []
    try bench.loop(two).run { loop in
      while let located = try loop.next() {
        places += [located.position.line, located.position.offset]
        let outcome: Outcome =
          located.record.id == "a" ? .drop("first") : .pass(RecordEdit(located.record))
        try loop.write(outcome, of: located.record)
      }
      #expect(loop.sink.tally.records.dropped == ["first": 1])
      #expect(loop.sink.tally.records.written == 1)
    }
    #expect(places == [1, 0, 2, 17])
    #expect(bench.read("out") == Array((#"{"id":"b","n":2}"# + "\n").utf8))
  }

  @Test func anErrorLeavesNoFile() throws {
    let bench = try Bench()
    #expect(throws: Failure.self) {
      try bench.loop(two + "no record\n").run { loop in
        while let located = try loop.next() {
          try loop.write(.pass(RecordEdit(located.record)), of: located.record)
        }
      }
    }
    #expect(bench.names == ["in"])
  }

  /// A line that is no record and a record that the filter refuses go to the rejects alike.
  @Test func badLinesGoToTheRejects() throws {
    let bench = try Bench()
    try bench.loop("[]\n" + two, rejects: true).run { loop in
      while let located = try loop.next() {
        if located.record.id == "a" {
          try loop.reject(located, RecordError("not this one"))
        } else {
          try loop.write(.pass(RecordEdit(located.record)), of: located.record)
        }
      }
      #expect(loop.sink.tally.records.rejected == 2)
      #expect(loop.sink.tally.records.read == 3)
    }
    let rows = try bench.lines(of: "rejects").split(separator: 0x0A).map {
      try JSON(parsing: Array($0))
    }
    #expect(rows.map { $0["line"]?.integer } == [1, 2])
    #expect(rows.map { $0["id"] } == [.null, "a"])
    #expect(rows[1]["reason"] == "not this one")
    #expect(rows[1]["raw"] == #"{"id":"a","n":1}"#)
  }

  /// `each` gives every record to its body; what that throws about one makes it a bad line.
  @Test func eachWritesWhatItsBodySays() throws {
    let bench = try Bench()
    try bench.loop(two, rejects: true).run { loop in
      try loop.each { record in
        guard record.id == "b" else { throw RecordError("no") }
        return .pass(RecordEdit(record))
      }
    }
    #expect(bench.read("out") == Array((#"{"id":"b","n":2}"# + "\n").utf8))
  }

  // MARK: - Two passes

  /// The second pass sees the records as the first wrote them, and alone counts.
  @Test func theSecondPassDecides() throws {
    let bench = try Bench()
    var sum = 0
    try bench.loop(two).run { loop in
      try loop.twoPasses(
        first: {
          try loop.each { record in
            let number = try record.need("n", try record.integer("n"))
            sum += number
            var edit = RecordEdit(record)
            edit.set("seen", .integer(Int64(number)))
            return .pass(edit)
          }
          #expect(loop.sink.tally.records.read == 0)
        },
        second: { record in
          try record.integer("seen") == 1 ? .drop("one") : .pass(RecordEdit(record))
        })
      #expect(loop.sink.tally.records.dropped == ["one": 1])
      #expect(loop.sink.tally.records.read == 2)
    }
    #expect(sum == 3)
    #expect(bench.read("out") == Array((#"{"id":"b","n":2,"seen":2}"# + "\n").utf8))
  }
}
