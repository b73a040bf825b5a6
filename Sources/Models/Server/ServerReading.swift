import Glibc
import Records

/// What came of sending a request once: the one vocabulary from the wire to the schedule.
enum ServerReading: Equatable, Sendable {
  /// Success, with the parsed body.
  case success(JSON)
  /// The request itself is at fault: sent again it fails again.
  case rejected(reason: String)
  /// Too many requests, or a model that is still loading: this was no attempt. `wait` is how many
  /// seconds the server asks for.
  case limited(reason: String, wait: Double?)
  /// The server failed, or has no time: worth another attempt.
  case busy(reason: String, wait: Double?)
  /// No whole answer came.
  case broken(reason: String)
  /// A whole answer without a completion in it: worth another attempt, but the server works.
  case empty(reason: String)
  /// The account behind the key is used up.
  case exhausted(reason: String)
  /// The server, its key or its model name are wrong for every request.
  case misdirected(reason: String)
  /// 403: the key does not allow this request, or any.
  case forbidden(reason: String)

  /// Reads an answer; errors that come with status 200 are errors nonetheless.
  /// - Parameter secrets: keys, which are blanked out wherever the server repeats them.
  init(_ answer: HTTPAnswer, secrets: [String]) {
    let now = Double(time(nil))
    let body = Result { () throws(JSONError) in try LenientJSON.parse(answer.body) }
    guard (200..<300).contains(answer.status) else {
      let complaint = ServerComplaint(
        try? body.get(), text: answer.body, secrets: secrets, now: now)
      self.init(answer.status, complaint, answer.headers, now: now)
      return
    }
    switch body {
    case .success(let value):
      if let complaint = ServerComplaint(inSuccess: value, secrets: secrets, now: now) {
        // A choice that failed has been worked on: the upstream server failed, not the request.
        let isWhole = value["choices"]?[0] == nil
        self.init(complaint.status ?? (isWhole ? 400 : 500), complaint, [:], now: now)
      } else {
        self = .success(value.array?.first ?? value)
      }
    case .failure(let error):
      let isPage = answer.body.first { $0 > 0x20 } == UInt8(ascii: "<")
      self =
        isPage
        ? .misdirected(reason: "the server answers with a web page: does its address lack /v1?")
        : .broken(reason: "the server's answer is not JSON: \(error)")
    }
  }

  private init(
    _ status: Int, _ complaint: ServerComplaint, _ headers: [String: String], now: Double
  ) {
    let wait = RetryHint.seconds(in: headers, now: now) ?? complaint.wait
    let message = complaint.message
    var reason = "the server answers \(status)" + (message.isEmpty ? "" : ": \(message)")
    if let place = headers["location"] { reason += " (it points to \(place))" }
    let meaning = StatusMeaning(status)
    let isLimit =
      meaning == .limit || meaning == .account
      || meaning == .forbidden && !complaint.isAboutInput
    if isLimit || status == 400 || status == 403,
      complaint.meansUsedUp(isLimit: isLimit, wait: wait)
    {
      self = .exhausted(reason: reason)
      return
    }
    let words = complaint.words
    switch meaning {
    case .account: self = .exhausted(reason: reason)
    case .limit where words.contains("request too large"): self = .rejected(reason: reason)
    case .limit: self = .limited(reason: reason, wait: wait)
    // llama-cpp-python fails so where it could say that it rejects the request.
    case .retry where status == 500 && words.contains("logprob"): self = .rejected(reason: reason)
    case .retry where StatusMeaning(complaint.status ?? status) == .limit,
      .rejected where status == 400 && StatusMeaning(complaint.status ?? status) == .limit,
      .retry where status == 503 && complaint.isLoading:
      self = .limited(reason: reason, wait: wait)
    case .retry: self = .busy(reason: reason, wait: wait)
    case .forbidden where complaint.isAboutInput || words.contains("logprob"):
      self = .rejected(reason: reason)
    case .forbidden: self = .forbidden(reason: reason)
    case .misdirected: self = .misdirected(reason: reason)
    case .success, .rejected: self = .rejected(reason: reason)
    }
  }

  /// What is wrong; empty if nothing is.
  var reason: String {
    switch self {
    case .success: ""
    case .rejected(let reason), .limited(let reason, _), .busy(let reason, _),
      .broken(let reason), .empty(let reason), .exhausted(let reason), .misdirected(let reason),
      .forbidden(let reason):
      reason
    }
  }

  /// How many tokens the request cost, if the server says so.
  var tokens: Int? {
    guard case .success(let body) = self else { return nil }
    let usage = TokenUsage(body["usage"])
    return usage.total ?? usage.prompt.map { $0 + (usage.completion ?? 0) }
  }
}
