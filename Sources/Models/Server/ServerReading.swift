import Records

/// How a transfer ended, before anybody asks what that means for its request.
enum ServerReading: Equatable, Sendable {
  /// Success, with the parsed body.
  case success(JSON)
  /// 408, 429 or 5xx: worth another attempt.
  case busy(reason: String, retryAfter: Double?)
  /// No whole answer came.
  case broken(reason: String)
  /// 429 because the account behind the key is used up.
  case exhausted(reason: String)
  /// The server, its key or its model name are wrong for every request.
  case misdirected(reason: String)
  /// 403: the key does not allow this request, or any.
  case forbidden(reason: String)
  /// The request is refused.
  case refused(reason: String)

  /// How much of a server's message is shown, in characters.
  private static let messageLength = 200

  /// Reads an answer; errors that come with status 200 are errors nonetheless.
  /// - Parameter secret: the key, which is blanked out wherever the server repeats it.
  init(_ answer: HTTPAnswer, secret: String?) {
    var status = answer.status
    if (200..<300).contains(status) {
      do {
        let body = try Self.parse(answer.body)
        guard let code = Self.errorCode(body) else {
          self = .success(body)
          return
        }
        status = code
      } catch {
        self = .broken(reason: "the server's answer is not JSON: \(error)")
        return
      }
    }
    let message = Self.message(answer.body, secret: secret)
    let reason = "the server answers \(status)" + (message.isEmpty ? "" : ": \(message)")
    switch status {
    case 429 where Self.isUsedUp(answer.body): self = .exhausted(reason: reason)
    case 429 where message.hasPrefix("Request too large"): self = .refused(reason: reason)
    // llama-cpp-python fails so where it could say that it refuses.
    case 500 where message.contains("logprob"): self = .refused(reason: reason)
    case 408, 429, 500...599: self = .busy(reason: reason, retryAfter: answer.retryAfter)
    case 403: self = .forbidden(reason: reason)
    case 300..<400, 401, 404, 405: self = .misdirected(reason: reason)
    default: self = .refused(reason: reason)
    }
  }

  /// What this means for sending again.
  var outcome: TransferOutcome {
    switch self {
    case .success, .misdirected, .forbidden, .refused: .settled
    case .busy(let reason, let retryAfter): .busy(reason: reason, retryAfter: retryAfter)
    case .broken(let reason): .broken(reason: reason)
    case .exhausted(let reason): .exhausted(reason: reason)
    }
  }

  /// What is wrong; empty if nothing is.
  var reason: String {
    switch self {
    case .success: ""
    case .busy(let reason, _), .broken(let reason), .exhausted(let reason),
      .misdirected(let reason), .forbidden(let reason), .refused(let reason):
      reason
    }
  }

  /// How many tokens the request cost, if the server says so.
  var tokens: Int? {
    guard case .success(let body) = self else { return nil }
    return body["usage"]?["total_tokens"]?.integer
      ?? body["usage"]?["prompt_tokens"]?.integer.map {
        $0 + (body["usage"]?["completion_tokens"]?.integer ?? 0)
      }
  }

  /// Whether no time will help: two kinds of limit come with the same status.
  private static func isUsedUp(_ body: [UInt8]) -> Bool {
    guard let error = (try? parse(body))?["error"] else { return false }
    let names = ["insufficient_quota", "billing_hard_limit_reached", "billing_not_active"]
    return [error["code"]?.string, error["type"]?.string].contains { name in
      name.map(names.contains) ?? false
    }
  }

  /// The status that a body with an error object stands for, nil if it has none.
  private static func errorCode(_ body: JSON) -> Int? {
    let holder: JSON
    if let error = body["error"], error != .null {
      holder = error
    } else if body["object"]?.string == "error" {
      holder = body
    } else {
      return nil
    }
    guard let code = holder["code"]?.integer, (300..<600).contains(code) else { return 400 }
    return code
  }

  /// What the server says is wrong, in one line.
  private static func message(_ body: [UInt8], secret: String?) -> String {
    let tree = try? parse(body)
    let found =
      tree?["error"]?["message"]?.string ?? tree?["error"]?.string ?? tree?["message"]?.string
      ?? tree?["detail"]?.string ?? tree?["detail"]?.text
    var text = found ?? String(decoding: body.prefix(4096), as: UTF8.self)
    if let secret, !secret.isEmpty {
      text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
    }
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return String(line.prefix(messageLength))
  }
}

// MARK: - Text that is not quite JSON

extension ServerReading {
  /// Parses a body; bytes that are not UTF-8 and halves of surrogate pairs become U+FFFD.
  static func parse(_ body: [UInt8]) throws(JSONError) -> JSON {
    do {
      return try JSON(parsing: body)
    } catch {
      let text = String(decoding: body, as: UTF8.self)
      return try JSON(parsing: withoutLoneSurrogates(Array(text.utf8)))
    }
  }

  /// Replaces `\uD800` to `\uDFFF` by `\uFFFD` where they do not come as a pair.
  private static func withoutLoneSurrogates(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "\\") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let unit = codeUnit(bytes, at: index)
      let next = codeUnit(bytes, at: index + 6)
      var length = unit == nil ? 2 : 6
      if let unit, UTF16.isLeadSurrogate(unit), let next, UTF16.isTrailSurrogate(next) {
        length = 12
      } else if let unit, UTF16.isSurrogate(unit) {
        result.append(contentsOf: #"\uFFFD"#.utf8)
        index += length
        continue
      }
      result.append(contentsOf: bytes[index..<min(index + length, bytes.count)])
      index += length
    }
    return result
  }

  /// The UTF-16 code unit that is written as `\uXXXX` at an index.
  private static func codeUnit(_ bytes: [UInt8], at index: Int) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt16(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}

extension TransferResult {
  /// Reads the answer, if one came.
  func read(secret: String?) -> ServerReading {
    switch self {
    case .answered(let answer): ServerReading(answer, secret: secret)
    case .broken(let reason): .broken(reason: reason)
    }
  }
}
