import Records
import Streams
import Testing

@testable import FilterKit

@Suite struct RecordSinkTests {
  private func sink(
    _ bench: Bench, fields: [FieldPath] = [], maxRejects: RejectLimit? = nil
  ) throws -> RecordSink {
    var options = bench.options
    options.writing.plain = false
    if let maxRejects {
      options.reading.rejects = bench.path("rejects")
      options.reading.maxRejects = maxRejects
    }
    return try RecordSink(
      RunDescription("test", details: [JSON.Member("seed", 7)], fields: fields),
      writing: options.writing, running: options.running, reading: options.reading)
  }

  private func pass(_ line: String, to sink: RecordSink) throws {
    let record = try Record(line: line.utf8)
    sink.tally.count(.pass(RecordEdit(record)), of: record)
    try sink.write(Array(line.utf8) + [0x0A])
  }

  private func reject(_ number: Int, in sink: RecordSink) throws {
    sink.tally.countRejection(of: nil)
    try sink.reject(
      Rejection(line: number, offset: 0, id: nil, reason: "bad", raw: [0xFF]),
      at: Position(path: nil, line: number + 1, offset: 0))
  }

  /// The trailer holds the ledger, and the history ends with this run's entry.
  @Test func theTrailerSaysWhatHappened() throws {
    let bench = try Bench()
    let sink = try sink(bench)
    sink.history.take([["filter": "before"]])
    try pass(#"{"id":"a","samples":[{"text":"x"}]}"#, to: sink)
    sink.note("tokens", ["input": 3], summary: nil)
    #expect(bench.read("out") == nil, "a file has its name when it is complete")
    try sink.finish()
    let trailer = try bench.trailer(of: "out")
    #expect(trailer.totals.lines == 1)
    #expect(trailer.ledger["records"]?["written"] == 1)
    #expect(trailer.ledger["samples"]?["read"] == 1)
    #expect(trailer.history.count == 2)
    let entry = try #require(trailer.history.last)
    #expect(entry["filter"] == "test")
    #expect(entry["seed"] == 7)
    #expect(entry["tokens"]?["input"] == 3)
    #expect(entry["written"] == 1)
    #expect(entry["inputs"] == [0])
  }

  @Test func anAbandonedFileIsGone() throws {
    let bench = try Bench()
    let sink = try sink(bench)
    try pass(#"{"id":"a"}"#, to: sink)
    sink.abandon()
    #expect(bench.names.isEmpty)
  }

  // MARK: - Rejects

  @Test func withoutRejectsABadLineEndsTheRun() throws {
    let bench = try Bench()
    let sink = try sink(bench)
    let error = #expect(throws: Failure.self) { try reject(4, in: sink) }
    #expect(error?.description == "line 5 (byte 0): bad")
    sink.abandon()
  }

  /// A number of bad lines is a limit at once.
  @Test func aNumberOfRejectsIsALimit() throws {
    let bench = try Bench()
    let sink = try sink(bench, maxRejects: .count(2))
    try reject(0, in: sink)
    try reject(1, in: sink)
    #expect(throws: Failure.self) { try reject(2, in: sink) }
    sink.abandon()
    #expect(try bench.lines(of: "rejects").count { $0 == 0x0A } == 3)
  }

  /// A share is known at the end alone.
  @Test(arguments: [(0.5, true), (0.49, false)])
  func aShareOfRejectsIsALimitAtTheEnd(share: Double, isAllowed: Bool) throws {
    let bench = try Bench()
    let sink = try sink(bench, maxRejects: .share(share))
    try reject(0, in: sink)
    try pass(#"{"id":"a"}"#, to: sink)
    if isAllowed {
      try sink.finish()
      let row = try JSON(parsing: try bench.lines(of: "rejects").dropLast())
      #expect(row["raw_base64"] == "/w==")
    } else {
      #expect(throws: Failure.self) { try sink.finish() }
      sink.abandon()
    }
    #expect((bench.read("out") != nil) == isAllowed)
  }

  // MARK: - Time

  @Test(arguments: [
    (0.04, "0.0 s"), (59.94, "59.9 s"), (60, "1:00 min"), (3599, "59:59 min"), (3661, "1:01 h"),
  ])
  func timesAreWrittenForPeople(seconds: Double, text: String) {
    #expect(RecordSink.format(seconds: seconds) == text)
  }
}
