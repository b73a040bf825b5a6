import Checkpoints
import Foundation
import ModelFixtures
import Records
import Streams
import Stubs
import Testing

@testable import Models

@Suite struct BatchModelTests {
  private static let requests: [ModelRequest] = (0..<40).map { number in
    .complete(.text("\(number / 2) + 1 ="), SamplingSettings(), seed: UInt64(number))
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private func write(_ lines: [String], to path: String) throws {
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(filePath: path))
  }

  /// Asks a batch queue that wrote some files.
  /// - Parameter emits: where what is missing goes.
  @discardableResult
  private func ask(
    _ requests: [ModelRequest], _ results: [String], emits: String? = nil, name: String = "toy"
  ) throws -> (replies: [ModelReply], said: [String]) {
    var options = BatchOptions()
    options.ingestBatch = results
    options.emitBatch = emits
    let model = try BatchModel(name: name, options)
    let replies = try model.answers(to: requests)
    var said: [String] = []
    try model.close { said.append($0) }
    return (replies, said)
  }

  @Test func theFormIsThatOfBatches() throws {
    let scratch = try Scratch()
    let prompt = Prompt.messages([Message(role: "user", content: "Hi")])
    try ask(
      [.complete(prompt, SamplingSettings(), seed: 7)], [], emits: scratch("requests.jsonl"))
    let line = try JSON(parsing: lines(scratch("requests.jsonl"))[0])
    #expect(line.members?.map(\.key) == ["custom_id", "method", "url", "body"])
    #expect(line["method"] == "POST")
    #expect(line["url"] == "/v1/chat/completions")
    #expect(line["body"]?["model"] == "toy")
    #expect(line["body"]?["messages"]?[0]?["content"] == "Hi")
    #expect(line["body"]?["seed"] == 7)
    #expect(line["custom_id"]?.string?.utf8.count == 32)
  }

  /// A queue that shuffles, repeats, fails and expires is asked until it has answered everything.
  @Test func whatIsMissingIsEmittedAgain() throws {
    let scratch = try Scratch()
    var results: [String] = []
    var emitted: [Int] = []
    var replies: [ModelReply] = []
    for round in 0..<20 {
      let file = scratch("requests-of-\(round).jsonl")
      replies = try ask(Self.requests, results, emits: file).replies
      let requests = try lines(file)
      emitted.append(requests.count)
      let missing = replies.count { $0 == BatchModel.missing }
      #expect(missing == requests.count)
      if requests.isEmpty { break }
      var queue = StubBatch()
      queue.shuffles = true
      queue.duplicated = 0.3
      queue.expired = 0.4
      queue.seed = UInt64(round)
      results.append(scratch("results-\(round).jsonl"))
      try write(try queue.answer(requests), to: results[round])
    }
    #expect(emitted.first == 40 && emitted.last == 0)
    #expect(emitted == emitted.sorted(by: >) && emitted.count > 2)
    // The order of files and lines does not matter.
    let again = try ask(Self.requests, results.reversed())
    #expect(again.replies == replies)
    #expect(again.said.isEmpty)
  }

  private func reply(_ results: [String]) throws -> (reply: ModelReply, said: [String]) {
    let scratch = try Scratch()
    let request = Array(Self.requests.prefix(1))
    try ask(request, [], emits: scratch("requests"))
    let id = try #require(try JSON(parsing: lines(scratch("requests"))[0])["custom_id"]?.string)
    try write(results.map { $0.replacing("ID", with: id) }, to: scratch("results"))
    let (replies, said) = try ask(request, [scratch("results")])
    return (replies[0], said)
  }

  private static let answer =
    #"{"custom_id":"ID","response":{"status_code":200,"body":{"model":"toy-1","choices":"#
    + #"[{"text":"4","finish_reason":"stop"}]}},"error":null}"#
  private static let expired =
    #"{"custom_id":"ID","response":null,"error":{"code":"batch_expired","message":"too late"}}"#
  private static let rejected =
    #"{"custom_id":"ID","response":{"status_code":400,"body":{"error":{"message":"too long"}}},"#
    + #""error":null}"#
  private static let busy =
    #"{"custom_id":"ID","response":{"status_code":429,"body":{"error":{"message":"later"}}}}"#

  @Test func anAnswerIsTakenBeforeAnError() throws {
    let said = ModelReply.completion(Completion(text: "4", finish: .stop, model: "toy-1"))
    for lines in [
      [Self.answer], [Self.expired, Self.answer], [Self.answer, Self.rejected],
      [Self.rejected, Self.busy, Self.answer, Self.answer.replacing("\"4\"", with: "\"5\"")],
    ] {
      #expect(try reply(lines).reply == said)
    }
    #expect(try reply([Self.rejected, Self.expired]).reply == .failed("too long"))
    for lines in [[], [Self.expired], [Self.busy], [Self.answer.replacing("\"4\"", with: "null")]] {
      #expect(try reply(lines).reply == BatchModel.missing)
    }
  }

  @Test func whatIsOfNoUseIsCounted() throws {
    let (other, said) = try reply([Self.answer.replacing("ID", with: "another"), Self.expired])
    #expect(other == BatchModel.missing)
    #expect(
      said == [
        "warning: 1 requests have no answer yet; --emit-batch writes them",
        "warning: 2 results are of no use: they failed, or belong to other requests",
      ])
  }

  @Test func aDownloadThatBrokeOffIsUsed() throws {
    let scratch = try Scratch()
    try Data(Self.answer.prefix(40).utf8).write(to: URL(filePath: scratch("results")))
    let (_, said) = try ask([], [scratch("results")])
    #expect(said == ["warning: \(scratch("results")) ends within a line, which is left out"])
    try write([String(Self.answer.prefix(40)), Self.answer], to: scratch("results"))
    let error = #expect(throws: ModelError.self) { try ask([], [scratch("results")]) }
    #expect(error == .damaged("\(scratch("results")), line 1: it is no JSON value"))
  }

  @Test func aChangedRequestIsAnother() throws {
    let scratch = try Scratch()
    try ask(Self.requests, [], emits: scratch("requests"))
    try write(try StubBatch().answer(lines(scratch("requests"))), to: scratch("results"))
    let same = try ask(Self.requests, [scratch("results")]).replies
    #expect(!same.contains(BatchModel.missing))
    let other = try ask(Self.requests, [scratch("results")], name: "other").replies
    #expect(other.allSatisfy { $0 == BatchModel.missing })
    let equal = [Self.requests[0], Self.requests[0]]
    let twice = try ask(equal, [scratch("results")]).replies
    #expect(twice.map { $0 == BatchModel.missing } == [false, true])
  }

  @Test func aBatchHasOneEndpoint() throws {
    let scratch = try Scratch()
    let chat = ModelRequest.complete(
      .messages([Message(role: "user", content: "")]), SamplingSettings(), seed: 1)
    #expect(throws: ModelError.self) {
      try ask([Self.requests[0], chat], [], emits: scratch("requests"))
    }
    #expect(!FileManager.default.fileExists(atPath: scratch("requests")))
  }

  @Test func aFileTakesFiftyThousandLines() throws {
    let scratch = try Scratch()
    let writer = try BatchRequests(path: scratch("requests.jsonl"))
    let call = ServerCall(path: "/completions", body: [:])
    for number in 0..<50_001 { try writer.add("\(number)", call) }
    try writer.finish()
    #expect(writer.paths == [scratch("requests.jsonl"), scratch("requests-2.jsonl")])
    #expect(try lines(scratch("requests.jsonl")).count == 50_000)
    #expect(try lines(scratch("requests-2.jsonl")).count == 1)
  }
}
