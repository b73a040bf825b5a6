import Records
import Testing

@testable import Models

@Suite struct ServerReadingTests {
  private func read(
    _ body: String, status: Int = 200, headers: [String: String] = [:]
  ) -> ServerReading {
    let answer = HTTPAnswer(status: status, body: Array(body.utf8), headers: headers)
    return ServerReading(answer, secrets: ["k3y"])
  }

  private static func error(_ message: String, _ code: String = "null") -> String {
    #"{"error":{"message":"\#(message)","type":null,"param":null,"code":\#(code)}}"#
  }

  /// The name of a reading's case.
  private func kind(_ reading: ServerReading) -> String {
    String("\(reading)".prefix { $0 != "(" })
  }

  // MARK: - Statuses

  @Test(arguments: [
    (400, "rejected"), (401, "misdirected"), (402, "exhausted"), (403, "forbidden"),
    (404, "misdirected"), (405, "misdirected"), (307, "misdirected"), (408, "busy"),
    (409, "busy"), (413, "rejected"), (418, "rejected"), (422, "rejected"), (429, "limited"),
    (500, "busy"), (501, "rejected"), (503, "busy"), (524, "busy"), (529, "busy"),
  ])
  func everyStatusHasAMeaning(status: Int, meaning: String) {
    #expect(kind(read(Self.error("no"), status: status)) == meaning)
  }

  /// Codes come as numbers, as texts, as words, in lists, and with status 200.
  @Test(arguments: [
    (#"{"error":{"message":"x","code":"429"}}"#, "limited"),
    (#"{"error":{"message":"x","code":"rate_limit_exceeded"}}"#, "limited"),
    (#"[{"error":{"message":"x","code":429,"status":"RESOURCE_EXHAUSTED"}}]"#, "limited"),
    (#"{"error":{"message":"x","type":"overloaded_error"}}"#, "busy"),
    (#"{"error":{"message":"x","code":502}}"#, "busy"),
    (#"{"error":{"message":"x","code":"server_error"}}"#, "busy"),
    (#"{"error":{"message":"x","code":"invalid_api_key"}}"#, "misdirected"),
    (#"{"error":"Unexpected endpoint or method. (POST /completions)"}"#, "misdirected"),
    (#"{"error":{"message":"Insufficient Balance","code":"invalid_request_error"}}"#, "exhausted"),
    (#"{"error":{"message":"x","code":"invalid_request_error"}}"#, "rejected"),
    (#"{"object":"error","message":"x","code":422}"#, "rejected"),
    (#"{"choices":[{"error":{"code":502,"message":"x"},"finish_reason":"error"}]}"#, "busy"),
    (#"{"choices":[{"error":{"message":"x"},"text":"half"}]}"#, "busy"),
    (#"{"choices":[{"error":{"code":400,"message":"x"}}]}"#, "rejected"),
  ])
  func anErrorInsideSuccessKeepsItsOwnStatus(body: String, meaning: String) {
    #expect(kind(read(body)) == meaning)
  }

  /// Some servers send an empty error with each answer.
  @Test(arguments: [
    "null", "false", #""""#, "{}", "[]", #"{"message":"","type":"","param":"","code":null}"#,
    #"{"message":null,"code":0}"#,
  ])
  func anErrorThatSaysNothingIsNone(error: String) {
    let body = #"{"choices":[{"text":"4"}],"error":\#(error)}"#
    #expect(kind(read(body)) == "success")
  }

  // MARK: - Accounts and limits

  @Test(arguments: [
    (402, "Insufficient Balance"), (402, "no"), (403, "Key limit exceeded (total limit)"),
    (429, "You exceeded your current quota, please check your plan and billing details"),
    (429, "You have no credits left"), (400, "Your credit balance is too low"),
    (403, "The monthly spend limit is reached"),
  ])
  func anAccountThatIsUsedUpIsNoLimit(status: Int, message: String) {
    #expect(
      read(Self.error(message), status: status)
        == .exhausted(reason: "the server answers \(status): \(message)"))
  }

  @Test(arguments: [
    (403, "Your input was flagged by moderation: credit cards", "rejected"),
    (403, "You are not allowed to request logprobs from this model", "rejected"),
    (400, "the prompt asks for a balance of credit and quota", "rejected"),
    (429, "Request too large for toy: Limit 10", "rejected"),
    (503, "Loading model", "limited"), (503, "no server", "busy"),
    (429, "quota exceeded, please retry in 20.5s", "limited"),
  ])
  func wordsTellWhatAStatusLeavesOpen(status: Int, message: String, meaning: String) {
    #expect(kind(read(Self.error(message), status: status)) == meaning)
  }

  @Test func aLimitTellsWhenToComeAgain() {
    let named = read(
      Self.error("slow down"), status: 429, headers: ["x-ratelimit-reset-requests": "56.7s"])
    #expect(named == .limited(reason: "the server answers 429: slow down", wait: 56.7))
    let said = read(Self.error("Please try again in 1m2.5s."), status: 429)
    guard case .limited(_, let wait) = said else {
      Issue.record("\(said)")
      return
    }
    #expect(wait == 62.5)
  }

  // MARK: - Messages

  @Test(arguments: [
    (#"{"error":"plain k3y"}"#, "plain …"),
    (#"{"detail":[{"msg":"field"}]}"#, #"[{"msg":"field"}]"#),
    (#"{"error":{"message":"unsupported","param":"seed"}}"#, "unsupported (seed)"),
    ("<html>\n  Bad", "<html> Bad"),
  ])
  func messagesAreFoundWhereServersPutThem(body: String, message: String) {
    #expect(
      read(body, status: 400) == .rejected(reason: "the server answers 400: \(message)"))
  }

  @Test func aWebPageIsNoAnswer() {
    #expect(
      read("\n<!doctype html><title>UI</title>")
        == .misdirected(
          reason: "the server answers with a web page: does its address lack /v1?"))
  }

  @Test func theWayThatARedirectPointsToIsTold() {
    #expect(
      read("", status: 307, headers: ["location": "http://b/v1/"])
        == .misdirected(reason: "the server answers 307 (it points to http://b/v1/)"))
  }
}
