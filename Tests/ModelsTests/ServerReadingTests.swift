import Records
import Testing

@testable import Models

@Suite struct ServerReadingTests {
  private func read(_ body: [UInt8], status: Int = 200) -> ServerReading {
    ServerReading(HTTPAnswer(status: status, body: body), secret: "k3y")
  }

  @Test func bytesThatAreNotUTF8AreReplaced() {
    let body = Array(#"{"a":""#.utf8) + [0xFF, 0x41, 0xC3] + Array(#""}"#.utf8)
    #expect(read(body) == .success(["a": "\u{FFFD}A\u{FFFD}"]))
  }

  @Test(arguments: [
    (#""\ud83d\ude42""#, "🙂"), (#""\ud83d""#, "\u{FFFD}"), (#""\ude42\ud83d""#, "\u{FFFD}\u{FFFD}"),
    (#""\\ud83d\udc""#, nil), (#""\\ud83d \ud83d""#, #"\ud83d \#u{FFFD}"#),
  ])
  func halvesOfSurrogatePairsAreReplaced(body: String, text: String?) {
    let reading = read(Array(body.utf8))
    if let text {
      #expect(reading == .success(.string(text)))
    } else {
      #expect(reading.reason.hasPrefix("the server's answer is not JSON"))
    }
  }

  @Test func anErrorInsideSuccessKeepsItsOwnStatus() {
    let body = Array(#"{"error":{"code":429,"message":"later"}}"#.utf8)
    #expect(read(body).outcome == .busy(reason: "the server answers 429: later", retryAfter: nil))
    #expect(read(Array(#"{"error":null,"x":1}"#.utf8)) == .success(["error": nil, "x": 1]))
  }

  @Test(arguments: [
    (#"{"error":"plain k3y"}"#, "plain …"),
    (#"{"detail":[{"msg":"field"}]}"#, #"[{"msg":"field"}]"#),
    ("<html>\n  Bad", "<html> Bad"),
  ])
  func messagesAreFoundWhereServersPutThem(body: String, message: String) {
    #expect(
      read(Array(body.utf8), status: 400) == .refused(reason: "the server answers 400: \(message)"))
  }
}
