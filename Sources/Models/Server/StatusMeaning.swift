/// What an HTTP status says of a request: the one table by which answers of servers and results of
/// batches are read.
enum StatusMeaning: Equatable, Sendable {
  case success
  /// The server did not work on the request; another attempt may succeed.
  case retry
  /// Too many requests; another attempt succeeds later.
  case limit
  /// The account behind the key has nothing left.
  case account
  /// Address, key or model name are wrong for every request.
  case misdirected
  /// The key does not allow this request, or any.
  case forbidden
  /// The request itself is at fault.
  case rejected

  /// The table; what is not in it is `rejected`.
  private static let rows: [(statuses: ClosedRange<Int>, meaning: StatusMeaning)] = [
    (200...299, .success),
    (300...399, .misdirected),
    (401...401, .misdirected),
    (402...402, .account),
    (403...403, .forbidden),
    (404...405, .misdirected),
    (407...407, .misdirected),
    (408...409, .retry),
    (410...410, .misdirected),
    (425...425, .retry),
    (429...429, .limit),
    (499...500, .retry),
    // 501: the server has no such function, as llama.cpp's without log-probabilities.
    (501...501, .rejected),
    // 529 is an overloaded server, 520 to 526 are proxies without one.
    (502...599, .retry),
  ]

  /// Looks a status up.
  init(_ status: Int) {
    self = Self.rows.first { $0.statuses.contains(status) }?.meaning ?? .rejected
  }

  /// The status that a word in an error object stands for, such as `rate_limit_exceeded`.
  /// - Parameter word: in lower case.
  static func status(of word: String) -> Int? {
    words.first { row in row.parts.contains { word.contains($0) } }?.status
  }

  private static let words: [(parts: [String], status: Int)] = [
    (["insufficient_quota", "insufficient_balance", "insufficient_credit", "billing"], 402),
    (["rate_limit", "ratelimit", "too_many", "resource_exhausted", "throttl"], 429),
    (["overloaded"], 529),
    (["unavailable", "loading"], 503),
    (["server_error", "internal", "upstream", "provider_error", "gateway"], 500),
    (["timeout", "timed_out", "deadline"], 408),
    (["expired", "cancelled", "canceled"], 409),
    (["invalid_api_key", "authentication", "unauthorized", "unauthenticated"], 401),
    (["permission", "forbidden"], 403),
    (["not_found", "unexpected endpoint"], 404),
  ]
}
