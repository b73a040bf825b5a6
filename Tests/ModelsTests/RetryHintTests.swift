import Records
import Testing

@testable import Models

@Suite struct RetryHintTests {
  private struct Case: Sendable {
    var headers: [String: String]
    var wait: Double?

    init(_ headers: [String: String], _ wait: Double?) {
      self.headers = headers
      self.wait = wait
    }
  }

  private static let cases: [Case] = [
    Case(["retry-after": "7"], 7), Case(["retry-after": "2.5"], 2.5),
    Case(["retry-after-ms": "1500", "retry-after": "9"], 1.5), Case(["retry-after": "0"], nil),
    Case(["retry-after": "Thu, 01 Jan 1970 00:16:50 GMT"], 10),
    Case(["x-ratelimit-reset-requests": "56.7s", "x-ratelimit-reset-tokens": "6m0s"], 360),
    Case(
      [
        "x-ratelimit-reset-requests": "56.7s", "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-remaining-tokens": "100",
      ], 56.7),
    Case(["anthropic-ratelimit-tokens-reset": "1970-01-01T00:16:45Z"], 5),
    Case(["x-ratelimit-reset": "1005"], 1005), Case(["ratelimit-reset": "30"], 30),
    Case(["x-ratelimit-limit-requests": "9"], nil), Case(["retry-after": "soon"], nil),
  ]

  @Test(arguments: cases.indices) func headersNameAWait(number: Int) {
    let example = Self.cases[number]
    #expect(RetryHint.seconds(in: example.headers, now: 1000) == example.wait)
  }

  @Test func momentsAreInSecondsOrMilliseconds() {
    let now = 1.7e9
    #expect(RetryHint.seconds(in: ["x-ratelimit-reset": "1700000012"], now: now) == 12)
    #expect(RetryHint.seconds(in: ["x-ratelimit-reset": "1700000012500"], now: now) == 12.5)
  }

  @Test(arguments: [
    ("Please try again in 56.7s.", 56.7 as Double?), ("try again in 1m30s", 90),
    ("Retry after 2 minutes, please", 120), ("retry in 500ms", 0.5), ("again in 2h3m", 7380),
    ("Please wait 20 seconds", 20), ("try again later", nil), ("again in a while", nil),
  ])
  func sentencesNameAWait(sentence: String, expected: Double?) {
    #expect(RetryHint.seconds(in: .null, message: sentence, now: 0) == expected)
  }

  @Test func errorObjectsNameAWait() throws {
    let google = try JSON(parsing: #"{"details":[{"@type":"x"},{"retryDelay":"21s"}]}"#)
    #expect(RetryHint.seconds(in: google, message: "", now: 0) == 21)
    let router = try JSON(
      parsing: #"{"metadata":{"headers":{"X-RateLimit-Reset":"1700000012500"}}}"#)
    #expect(RetryHint.seconds(in: router, message: "", now: 1.7e9) == 12.5)
    #expect(RetryHint.seconds(in: ["retry_after": 3.5], message: "", now: 0) == 3.5)
  }
}
