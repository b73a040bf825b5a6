import ArgumentParser
import Records
import Streams
import Testing

@testable import FilterKit

/// The request loop: each test plays the model that pulls requests and delivers replies.
@Suite struct RequestLoopTests {
  /// Records `{"id":"0","ask":n}` which raise n requests each.
  private func lines(_ asks: [Int]) -> String {
    asks.enumerated().map { #"{"id":"\#($0.offset)","ask":\#($0.element)}"# + "\n" }.joined()
  }

  /// Requests are `ID/NUMBER`, a reply is its request with a sign, the outcome is the replies.
  private func steps(
    more: ((inout Int, [String]) throws -> [String])? = nil
  ) -> RequestLoop<Int, String, String>.Steps {
    .init(
      prepare: { record in
        let count = try record.need("ask", try record.integer("ask"))
        return (count, (0..<count).map { "\(record.id ?? "")/\($0)" })
      },
      more: more,
      outcome: { record, count, replies in
        var edit = RecordEdit(record)
        edit.set("replies", .array(replies.map { .string($0) }))
        return .pass(edit)
      })
  }

  /// Notes a failure, and gives nothing back so that a closure can return with it.
  private func fail(_ what: Comment) { Issue.record(what) }

  private func replies(_ output: [UInt8]?) throws -> [[String]] {
    try String(decoding: try #require(output), as: UTF8.self).split(separator: "\n").map { line in
      try JSON(parsing: String(line))["replies"]?.array?.compactMap(\.string) ?? []
    }
  }

  // MARK: - Order

  /// Whatever the order of the replies, records and replies keep theirs.
  @Test(arguments: 0..<20)
  func recordsKeepTheirOrder(seed: Int) throws {
    let bench = try Bench()
    let asks = [2, 0, 1, 3, 0, 0, 2, 1]
    var state = UInt64(seed) &* 2 &+ 1
    func random(below count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    try bench.loop(lines(asks)).run { loop in
      let requests = RequestLoop(loop, steps())
      var open: [(Int, String)] = []
      var isEnded = false
      while !isEnded || !open.isEmpty {
        if !isEnded, open.isEmpty || random(below: 2) == 0 {
          switch try requests.pull(wait: true) {
          case .request(let request, let ticket): open.append((ticket, request))
          case .notYet: Issue.record("there is room for so few")
          case .end: isEnded = true
          }
        } else {
          let (ticket, request) = open.remove(at: random(below: open.count))
          try requests.deliver(ticket, request + "!")
        }
      }
      try requests.finish()
    }
    let expected = asks.enumerated().map { id, count in (0..<count).map { "\(id)/\($0)!" } }
    #expect(try replies(bench.read("out")) == expected)
  }

  /// A record without requests is written as soon as those before it are, and asks nobody.
  @Test func recordsWithoutRequestsPassThrough() throws {
    let bench = try Bench()
    try bench.loop(lines([0, 0])).run { loop in
      let requests = RequestLoop(loop, steps())
      guard case .end = try requests.pull(wait: true) else { return fail("asked") }
      try requests.finish()
    }
    #expect(try replies(bench.read("out")) == [[], []])
  }

  // MARK: - Work

  /// `prepare` runs once a record, and its work reaches `outcome` through `more`.
  @Test func workIsRemembered() throws {
    struct Work {
      var id: String
      var rounds: [[String]] = []
    }
    let bench = try Bench()
    var prepared: [String] = []
    try bench.loop(lines([1, 1])).run { loop in
      try loop.request(
        prepare: { record in
          let id = try record.need("id", record.id)
          prepared.append(id)
          return (Work(id: id), ["\(id).0"])
        },
        more: { work, replies in
          work.rounds.append(replies)
          return replies.count < 3 ? ["\(work.id).\(replies.count)"] : []
        },
        serve: { next, deliver in
          while case .request(let request, let ticket) = try next(true) {
            try deliver(ticket, request)
          }
        },
        outcome: { record, work, replies in
          #expect(work.rounds == [["\(work.id).0"], replies.dropLast(), replies])
          var edit = RecordEdit(record)
          edit.set("replies", .array(replies.map { .string($0) }))
          return .pass(edit)
        })
    }
    #expect(prepared == ["0", "1"])
    #expect(try replies(bench.read("out")) == [["0.0", "0.1", "0.2"], ["1.0", "1.1", "1.2"]])
  }

  /// Without requests to pull there may be more to come as long as a reply is missing.
  @Test func furtherRequestsAreWaitedFor() throws {
    let bench = try Bench()
    try bench.loop(lines([1])).run { loop in
      let requests = RequestLoop(
        loop, steps(more: { count, replies in replies.count < 2 ? ["again"] : [] }))
      guard case .request("0/0", let first) = try requests.pull(wait: true) else {
        return fail("no first request")
      }
      guard case .notYet(nil) = try requests.pull(wait: true) else {
        return fail("the end, though a reply may lead to more")
      }
      try requests.deliver(first, "a")
      guard case .request("again", let second) = try requests.pull(wait: true) else {
        return fail("no second request")
      }
      try requests.deliver(second, "b")
      guard case .end = try requests.pull(wait: true) else { return fail("no end") }
      try requests.finish()
    }
    #expect(try replies(bench.read("out")) == [["a", "b"]])
  }

  // MARK: - Bounds

  /// No more records are read than may wait; a reply makes room.
  @Test func recordsWaitInBoundedNumber() throws {
    let bench = try Bench()
    let most = RequestLoop<Int, String, String>.mostRecords
    try bench.loop(lines(Array(repeating: 1, count: most + 2))).run { loop in
      let requests = RequestLoop(loop, steps())
      var open: [Int] = []
      while case .request(_, let ticket) = try requests.pull(wait: true) { open.append(ticket) }
      #expect(open.count == most)
      try requests.deliver(open[0], "")
      guard case .request(_, let next) = try requests.pull(wait: true) else {
        return fail("a reply makes room for a record")
      }
      for ticket in open.dropFirst() + [next] { try requests.deliver(ticket, "") }
      guard case .request(_, let last) = try requests.pull(wait: true) else {
        return fail("the last record is asked about")
      }
      try requests.deliver(last, "")
      guard case .end = try requests.pull(wait: true) else { return fail("no end") }
      try requests.finish()
    }
    #expect(try replies(bench.read("out")).count == most + 2)
  }

  // MARK: - Bad lines

  /// The records before a bad line are answered and counted before the run ends.
  @Test func aBadLineEndsTheRunAfterTheRecordsBeforeIt() throws {
    let bench = try Bench()
    var outcomes = 0
    let error = #expect(throws: Failure.self) {
      try bench.loop(lines([1]) + "{\"id\":\"x\"}\n" + lines([1])).run { loop in
        try loop.request(
          prepare: steps().prepare,
          serve: { next, deliver in
            while case .request(let request, let ticket) = try next(true) {
              try deliver(ticket, request)
            }
          },
          outcome: { record, _, _ in
            outcomes += 1
            return .pass(RecordEdit(record))
          })
      }
    }
    #expect(error?.description.contains("line 2 (byte 19") == true)
    #expect(error?.description.contains("ask") == true)
    #expect(outcomes == 1)
    #expect(bench.read("out") == nil)
  }

  /// Each step may refuse a record; with --rejects the others go on.
  @Test(arguments: ["prepare", "more", "outcome"])
  func aStepMayRefuseARecord(step: String) throws {
    let bench = try Bench()
    func check(_ name: String, _ id: String) throws {
      if name == step, id == "1" { throw RecordError("refused by \(name)") }
    }
    try bench.loop(lines([1, 1, 1]), rejects: true).run { loop in
      try loop.request(
        prepare: { record in
          let id = try record.need("id", record.id)
          try check("prepare", id)
          return (id, [id])
        },
        more: { id, _ in
          try check("more", id)
          return []
        },
        serve: { next, deliver in
          while case .request(let request, let ticket) = try next(true) {
            try deliver(ticket, request)
          }
        },
        outcome: { record, id, replies in
          try check("outcome", id)
          #expect(replies == [id])
          return .pass(RecordEdit(record))
        })
    }
    let written = String(decoding: try #require(bench.read("out")), as: UTF8.self)
    #expect(written.split(separator: "\n").count == 2)
    #expect(!written.contains(#""id":"1""#))
    let rejects = String(decoding: try bench.lines(of: "rejects"), as: UTF8.self)
    #expect(rejects.contains("refused by \(step)"))
    #expect(rejects.split(separator: "\n").count == 1)
  }
}
