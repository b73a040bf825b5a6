import Foundation
import Records
import Testing

@testable import Stubs

@Suite struct StubServerTests {
  @Test func deadlinesComeEarliestFirst() {
    var deadlines = Deadlines<Int>()
    for number in [5, 3, 8, 1, 9, 2, 7] { deadlines.add(Double(number), number) }
    #expect(deadlines.first == 1)
    #expect(deadlines.take(at: 0.5) == nil)
    var taken: [Int] = []
    while let number = deadlines.take(at: 100) { taken.append(number) }
    #expect(taken == [1, 2, 3, 5, 7, 8, 9])
  }

  private func request(_ body: JSON, path: String = "/v1/completions") -> StubRequest {
    StubRequest(method: "POST", path: path, headers: [:], body: body, key: 1)
  }

  @Test func equalSeedsGiveEqualTextsUnlessSeedsAreIgnored() {
    let asked = request(["prompt": "Why?", "seed": 3])
    let model = ToyModel()
    #expect(model.answer(asked, noise: 1) == model.answer(asked, noise: 2))
    let other = ToyModel(abilities: [.n])
    #expect(other.answer(asked, noise: 1) != other.answer(asked, noise: 2))
  }

  @Test func theToyCountsStopsAndIsCutOff() {
    let counted = ToyModel().answer(
      request(["prompt": "1, 2,", "max_tokens": 9, "stop": [" 5"], "n": 2]), noise: 0)
    #expect(counted["choices"]?.array?.count == 2)
    #expect(counted["choices"]?[0]?["text"] == " 3, 4,")
    #expect(counted["choices"]?[0]?["finish_reason"] == "stop")
    let cut = ToyModel().answer(request(["prompt": "1, 2,", "max_tokens": 1]), noise: 0)
    #expect(cut["choices"]?[0]?["text"] == " 3,")
    #expect(cut["choices"]?[0]?["finish_reason"] == "length")
  }

  @Test func aScriptFailsAtMostThreeTimesAndCounts() {
    let script = StubScript(faults: [(.failure, 1)])
    let asked = request(["prompt": "Why?"])
    let statuses = (0..<5).map { _ in
      guard case .answer(_, let status, _) = script.react(asked) else { return 0 }
      return status
    }
    #expect(statuses == [500, 500, 500, 200, 200])
    let counts = script.counts
    #expect(counts.requests == 5 && counts.keys == 1 && counts.answered == 2)
    #expect(counts.repeated == 1 && counts.faults == [.failure: 3])
  }

  @Test(arguments: StubFault.allCases)
  func everyFaultIsAnotherReactionThanTheAnswer(fault: StubFault) {
    let asked = request(["prompt": "Why?"])
    let answer = ToyModel().answer(asked, noise: 0)
    if case .answer(answer.text, 200, _) = fault.reaction(answer, to: asked) {
      Issue.record("\(fault) changes nothing")
    }
  }

  @Test func aBatchGivesEveryLineOnceUnlessItIsToldOtherwise() throws {
    let lines = (0..<200).map { number in
      #"{"custom_id":"\#(number)","url":"/v1/completions","body":{"prompt":"\#(number)"}}"#
    }
    func ids(_ batch: StubBatch) throws -> [String] {
      try batch.answer(lines).compactMap { try JSON(parsing: $0)["custom_id"]?.string }
    }
    var batch = StubBatch()
    #expect(try ids(batch) == (0..<200).map { "\($0)" })
    batch.shuffles = true
    batch.duplicated = 0.2
    batch.expired = 0.2
    let given = try ids(batch)
    #expect(given != given.sorted() && Set(given).count < 200 && Set(given).count < given.count)
  }

  /// Opens a connection and gives its descriptor.
  private func connect(_ port: UInt16) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return code == 0 ? descriptor : -1
  }

  @Test func thousandsOfConnectionsAreServedAtOnce() throws {
    let server = try StubServer { _, number in
      // The last request lets all be answered.
      .after(number == 999 ? 0 : 0.05, .json(["number": .integer(Int64(number))]))
    }
    defer { server.stop() }
    let asked = Array("POST /v1/x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}".utf8)
    let connections = (0..<1000).map { _ in connect(server.port) }
    defer { for connection in connections { close(connection) } }
    for connection in connections {
      #expect(send(connection, asked, asked.count, 0) == asked.count)
    }
    var buffer = [UInt8](repeating: 0, count: 1000)
    for connection in connections { #expect(recv(connection, &buffer, buffer.count, 0) > 0) }
    #expect(server.mostConnections == 1000)
  }
}
