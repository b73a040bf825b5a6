/// How many requests, and tokens, a server takes in a time; nil is any number.
package struct RateLimits: Equatable, Sendable {
  package var requestsPerSecond: Double?
  package var requestsPerMinute: Double?
  /// Of prompts and completions together.
  package var tokensPerMinute: Double?

  /// No limits.
  package init() {}
}

/// Keeps requests within limits: a token bucket for each.
///
/// A value without clock: time, in seconds from any zero, is an argument.
package struct RateLimiter: Sendable {
  private var requests: [TokenBucket]
  private var tokens: TokenBucket?

  /// Makes a limiter whose buckets are full.
  package init(_ limits: RateLimits) {
    requests = []
    if let limit = limits.requestsPerSecond { requests.append(TokenBucket(limit, in: 1)) }
    if let limit = limits.requestsPerMinute { requests.append(TokenBucket(limit, in: 60)) }
    tokens = limits.tokensPerMinute.map { TokenBucket($0, in: 60) }
  }

  /// When a request of so many tokens may be sent: now, or later.
  package func due(tokens count: Int, at now: Double) -> Double {
    var due = tokens?.due(Double(count), at: now) ?? now
    for bucket in requests { due = max(due, bucket.due(1, at: now)) }
    return due
  }

  /// Notes that a request is sent.
  package mutating func take(tokens count: Int, at now: Double) {
    for place in requests.indices { requests[place].take(1, at: now) }
    tokens?.take(Double(count), at: now)
  }

  /// Notes that a request cost fewer tokens than were taken for it, or more if negative.
  package mutating func giveBack(tokens count: Int) { tokens?.giveBack(Double(count)) }
}

/// So many units at once, and so many more every second.
struct TokenBucket: Sendable {
  /// What it holds when it is full: a twentieth of the limit, so that a pause is made up for.
  let capacity: Double
  /// Units a second.
  let rate: Double
  private var level: Double
  /// When the level was right.
  private var updated = -Double.infinity

  /// Makes a full bucket: of whole units no more than the limit are taken in any half-open time as
  /// long as the window, since a full bucket and what flows in meanwhile are no more.
  init(_ limit: Double, in window: Double) {
    capacity = max(1, (limit / 20).rounded(.down))
    rate = (limit - capacity + 1) / window
    level = capacity
  }

  private func level(at now: Double) -> Double {
    updated == -.infinity ? level : min(capacity, level + (now - updated) * rate)
  }

  /// When so much may be taken; of more than it holds, when it is full: the rest is owed.
  func due(_ amount: Double, at now: Double) -> Double {
    let missing = min(amount, capacity) - level(at: now)
    // Less than a billionth is what rounding leaves.
    return missing <= 1e-9 ? now : now + missing / rate
  }

  mutating func take(_ amount: Double, at now: Double) {
    level = level(at: now) - amount
    updated = now
  }

  mutating func giveBack(_ amount: Double) { level = min(capacity, level + amount) }
}
