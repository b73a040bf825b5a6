import CCurl
import Glibc
import Records

/// When a server wants to be asked again, wherever it says so.
enum RetryHint {
  /// The wait that the headers name, in seconds, nil if they name none.
  ///
  /// `Retry-After` comes first (seconds or a date), with OpenAI's and Azure's `retry-after-ms`. Then
  /// the headers of limits: `x-ratelimit-reset-requests: 56.7s` (OpenAI, Groq),
  /// `anthropic-ratelimit-tokens-reset: 2026-01-01T00:00:00Z`, `x-ratelimit-reset: 1767225600000`
  /// (OpenRouter). Of several limits those count of which nothing remains, or is not told to.
  /// - Parameters:
  ///   - headers: names in lower case.
  ///   - now: seconds since 1970.
  static func seconds(in headers: [String: String], now: Double) -> Double? {
    if let text = headers["retry-after-ms"], let milliseconds = Double(text), milliseconds > 0 {
      return milliseconds / 1000
    }
    if let text = headers["retry-after"], let wait = wait(text, now: now) { return wait }
    let resets = headers.compactMap { name, value -> Double? in
      guard name.contains("ratelimit"), name.contains("reset") else { return nil }
      let remaining = headers[name.replacing("reset", with: "remaining")].flatMap { Double($0) }
      return remaining ?? 0 <= 0 ? wait(value, now: now) : nil
    }
    return resets.max()
  }

  /// The wait that an error object or its message names, in seconds.
  static func seconds(in error: JSON, message: String, now: Double) -> Double? {
    for key in ["retry_after", "retryAfter", "retry_after_seconds"] {
      if let wait = error[key]?.double, wait > 0 { return wait }
    }
    for detail in error["details"]?.array ?? [] {
      if let text = detail["retryDelay"]?.string, let wait = duration(text[...]) { return wait }
    }
    if let members = error["metadata"]?["headers"]?.members {
      let pairs = members.map { ($0.key.lowercased(), $0.value.string ?? $0.value.text) }
      let headers = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
      if let wait = seconds(in: headers, now: now) { return wait }
    }
    let text = message.lowercased()
    for phrase in phrases {
      guard let place = text.firstRange(of: phrase)?.upperBound else { continue }
      if let wait = duration(text[place...]) { return wait }
    }
    return nil
  }

  private static let phrases = [
    "again in", "retry in", "retry after", "again after", "please wait", "resets in",
  ]

  /// A header's value: a duration, a moment in seconds or milliseconds since 1970, or a date.
  private static func wait(_ text: String, now: Double) -> Double? {
    var wait: Double?
    if let number = Double(text) {
      wait = number > 1e11 ? number / 1000 - now : number > 1e8 ? number - now : number
    } else if let seconds = duration(text[...]), !text.contains("-"), !text.contains(":") {
      wait = seconds
    } else {
      wait = moment(text).map { $0 - now }
    }
    return wait.flatMap { $0 > 0 ? $0 : nil }
  }

  /// Seconds since 1970 of a date as HTTP or, in universal time, RFC 3339 writes it.
  private static func moment(_ text: String) -> Double? {
    let numbers = text.split { !$0.isASCII || !$0.isNumber }.compactMap { Int32($0) }
    guard numbers.count >= 6, text.first?.isNumber == true, text.contains("T") else {
      let seconds = curl_getdate(text, nil)
      return seconds > 0 ? Double(seconds) : nil
    }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    return Double(timegm(&parts))
  }

  /// The duration with which a text begins, such as `56.7s`, `1m30s`, `2 minutes` or `350ms`; a
  /// number without a unit is seconds.
  static func duration(_ text: Substring) -> Double? {
    var rest = text.drop { $0 == " " }
    var total: Double?
    while true {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      let number = digits.last == "." ? digits.dropLast() : digits
      guard let value = Double(number) else { return total }
      let after = rest.dropFirst(number.count).drop { $0 == " " }
      let unit = after.prefix { $0.isLetter }
      guard let factor = units[String(unit)] else { return total ?? value }
      total = (total ?? 0) + value * factor
      rest = after.dropFirst(unit.count).drop { " ,".contains($0) }
    }
  }

  private static let units: [String: Double] = [
    "ms": 0.001, "millisecond": 0.001, "milliseconds": 0.001,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "h": 3600, "hr": 3600, "hour": 3600, "hours": 3600, "d": 86_400, "day": 86_400,
    "days": 86_400,
  ]
}
