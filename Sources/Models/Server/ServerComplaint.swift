import Records

/// What a server says is wrong, wherever its answer puts it.
///
/// OpenAI's form is `{"error": {"message", "type", "param", "code"}}`; others send the error as a
/// text, in an array, inside a choice, as the body itself (`{"object": "error", …}`,
/// `{"detail": …}`, `{"message": …}`), or the code as a text (`"429"`, `"rate_limit_exceeded"`).
struct ServerComplaint {
  /// The HTTP status that the error names, by number or by word; nil if it names none.
  let status: Int?
  /// What is wrong, in one line of at most 200 characters; secrets are blanked out.
  let message: String
  /// Codes, types and the whole message in lower case: what words are looked for in.
  let words: String
  /// How many seconds the error says to wait.
  let wait: Double?

  private static let messageLength = 200

  /// Reads the body of an answer that failed.
  /// - Parameters:
  ///   - text: the body as it came.
  ///   - secrets: texts that no message may show.
  ///   - now: seconds since 1970.
  init(_ body: JSON?, text: [UInt8], secrets: [String], now: Double) {
    let holder = body.map(Self.unwrapped) ?? .null
    let error = Self.error(in: holder) ?? holder
    let found = Self.sentence(error) ?? Self.sentence(holder)
    self.init(
      error, found ?? String(decoding: text.prefix(4096), as: UTF8.self), secrets, now)
  }

  /// Finds an error in an answer that claims success; nil if there is none.
  init?(inSuccess body: JSON, secrets: [String], now: Double) {
    let body = Self.unwrapped(body)
    let choice = body["choices"]?[0]
    let isWhole = body["object"]?.string == "error"
    let found = Self.error(in: body) ?? choice.flatMap { Self.error(in: $0) }
    guard let error = found ?? (isWhole ? Optional(body) : Optional.none) else { return nil }
    self.init(error, Self.sentence(error) ?? error.text, secrets, now)
  }

  private init(_ error: JSON, _ sentence: String, _ secrets: [String], _ now: Double) {
    var text = sentence
    if let parameter = error["param"]?.string, !parameter.isEmpty, !text.contains(parameter) {
      text += " (\(parameter))"
    }
    for secret in secrets where !secret.isEmpty {
      text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "…")
    }
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    message = String(line.prefix(Self.messageLength))
    let codes = ["code", "type", "status"].compactMap { error[$0]?.string }
    words = (codes + [line.prefix(2000).description]).joined(separator: " ").lowercased()
    status = Self.status(error, codes)
    wait = RetryHint.seconds(in: error, message: line, now: now)
  }

  /// Some servers send a list of one.
  private static func unwrapped(_ body: JSON) -> JSON { body.array?.first ?? body }

  /// The member `error`, unless it says nothing: some servers send an empty one with each answer.
  private static func error(in holder: JSON) -> JSON? {
    guard let error = holder["error"], saysSomething(error) else { return nil }
    return error
  }

  private static func saysSomething(_ error: JSON) -> Bool {
    switch error {
    case .null, .boolean(false): false
    case .string(let text): !text.isEmpty
    case .array(let items): items.contains(where: saysSomething)
    case .object:
      ["message", "code", "detail"].contains { key in
        let value = error[key] ?? .null
        return value != 0 && value.double != 0 && saysSomething(value)
      }
    case .boolean(true), .integer, .number: true
    }
  }

  private static func sentence(_ error: JSON) -> String? {
    if let text = error.string { return text }
    for key in ["message", "detail", "error", "msg", "title"] {
      guard let value = error[key], value != .null, value != "" else { continue }
      return value.string ?? value["message"]?.string ?? value.text
    }
    return nil
  }

  private static func status(_ error: JSON, _ codes: [String]) -> Int? {
    for key in ["code", "status", "status_code", "http_status"] {
      let number = error[key]?.integer ?? error[key]?.string.flatMap { Int($0) }
      if let number, (300..<600).contains(number) { return number }
    }
    let said = codes.isEmpty ? [error.string ?? ""] : codes
    return said.lazy.compactMap { StatusMeaning.status(of: $0.lowercased()) }.first
  }

  // MARK: - What the words mean

  /// Whether they say that the account behind the key is used up.
  /// - Parameter isLimit: the status is one of limits and permissions, where less clear words do;
  ///   not if the server says to come again soon.
  func meansUsedUp(isLimit: Bool, wait: Double?) -> Bool {
    if Self.usedUp.contains(where: words.contains) { return true }
    return isLimit && wait == nil && Self.money.contains(where: words.contains)
  }

  private static let usedUp = [
    "insufficient_quota", "insufficient quota", "insufficient balance", "insufficient_balance",
    "insufficient credit", "insufficient_credit", "credit balance", "out of credits",
    "not enough credits", "billing_hard_limit", "billing_not_active", "payment required",
    "key limit exceeded", "arrearage",
  ]
  private static let money = ["credit", "balance", "quota", "billing", "key limit", "spend"]

  /// Whether they say that this input is at fault, and not the key.
  var isAboutInput: Bool {
    ["moderat", "flagged", "content policy", "content_policy", "safety", "input", "prompt"]
      .contains(where: words.contains)
  }

  /// Whether the server says that it will soon be able to answer.
  var isLoading: Bool {
    ["loading", "warming", "starting", "not ready", "initializ"].contains(where: words.contains)
  }
}
