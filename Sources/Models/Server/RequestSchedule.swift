/// Which requests are held, in flight or waiting, and when each is due.
///
/// A value without clock or chance: time, in seconds from any zero, and the generator are
/// arguments, and what is to be done is returned.
package struct RequestSchedule: Sendable {
  private struct Held {
    /// How many tokens it is taken to cost.
    var tokens: Int
    /// How often it was sent.
    var sent = 0
    /// How many requests were settled when this one first failed.
    var settledAtFailure: Int?
  }

  private let policy: RetryPolicy
  private var limiter: RateLimiter
  private var held: [Int: Held] = [:]
  /// The tickets that wait, with the time they are due; the earliest last.
  private var waiting: [(due: Double, ticket: Int)] = []
  private var settled = 0
  private var givenUpInARow = 0
  /// The server has asked to be left alone until then.
  private var quietUntil = -Double.infinity

  /// Makes a schedule that holds nothing.
  package init(policy: RetryPolicy) {
    self.policy = policy
    limiter = RateLimiter(policy.limits)
  }

  /// Whether nothing is in flight or waiting.
  package var isEmpty: Bool { held.isEmpty }

  /// Whether another request may be taken in: there is room, and it would not wait behind others.
  package func hasRoom(at now: Double) -> Bool {
    held.count < policy.concurrency && now >= quietUntil
      && waiting.last.map { $0.due > now } ?? true
  }

  /// Takes in a request, due at once.
  /// - Parameter tokens: what it may cost at most, for the limit on tokens.
  package mutating func admit(_ ticket: Int, tokens: Int = 0, at now: Double) {
    precondition(held[ticket] == nil, "ticket \(ticket) is held already")
    held[ticket] = Held(tokens: tokens)
    putOff(ticket, until: now)
  }

  /// When something can be sent that cannot be sent now, nil if only transfers are awaited.
  package func nextDue(at now: Double) -> Double? {
    guard now >= quietUntil else { return quietUntil }
    guard let first = waiting.last, let tokens = held[first.ticket]?.tokens else { return nil }
    return max(first.due, limiter.due(tokens: tokens, at: now))
  }

  /// Takes a request that is due; the caller sends it.
  package mutating func takeDue(at now: Double) -> Int? {
    guard let first = waiting.last, first.due <= now, now >= quietUntil,
      let tokens = held[first.ticket]?.tokens, limiter.due(tokens: tokens, at: now) <= now
    else { return nil }
    waiting.removeLast()
    limiter.take(tokens: tokens, at: now)
    held[first.ticket]?.sent += 1
    return first.ticket
  }

  /// Decides what follows from the end of a transfer.
  ///
  /// Pauses are drawn evenly from zero to the doubled longest pause («full jitter»), so that
  /// clients that failed together do not return together; a Retry-After is added to the pause and
  /// keeps back new requests too.
  /// - Parameter tokens: what the request cost, if the server says so.
  package mutating func finish(
    _ ticket: Int, _ outcome: TransferOutcome, tokens: Int? = nil, at now: Double,
    using generator: inout some RandomNumberGenerator
  ) -> RetryAction {
    guard var request = held[ticket] else {
      preconditionFailure("ticket \(ticket) is not in flight")
    }
    switch outcome {
    case .settled:
      settled += 1
      givenUpInARow = 0
      held[ticket] = nil
      if let tokens { limiter.giveBack(tokens: request.tokens - tokens) }
      return .deliver
    case .exhausted(let reason):
      held[ticket] = nil
      return .fail(reason)
    case .busy(let reason, let retryAfter):
      request.settledAtFailure = request.settledAtFailure ?? settled
      held[ticket] = request
      limiter.giveBack(tokens: request.tokens)
      let after = max(retryAfter ?? 0, 0)
      if request.sent < policy.attempts, after <= policy.longestRetryAfter {
        if after > 0 { quietUntil = max(quietUntil, now + after) }
        return retry(ticket, at: now + after + pause(request.sent, using: &generator))
      }
      givenUpInARow += 1
      let isFailing = settled == 0 || givenUpInARow >= policy.patience
      return giveUp(ticket, request, isFailing: isFailing, reason)
    case .broken(let reason):
      let settledAtFailure = request.settledAtFailure ?? settled
      request.settledAtFailure = settledAtFailure
      held[ticket] = request
      if request.sent < policy.attempts {
        return retry(ticket, at: now + pause(request.sent, using: &generator))
      }
      return giveUp(ticket, request, isFailing: settled == settledAtFailure, reason)
    }
  }

  private func pause(_ sent: Int, using generator: inout some RandomNumberGenerator) -> Double {
    var longest = policy.firstPause
    for _ in 1..<sent where longest < policy.longestPause { longest *= 2 }
    let share = Double(generator.next() >> 11) / 0x1.FFFFFFFFFFFFFp52
    return share * min(longest, policy.longestPause)
  }

  private mutating func retry(_ ticket: Int, at due: Double) -> RetryAction {
    putOff(ticket, until: due)
    return .retry(at: due)
  }

  private mutating func putOff(_ ticket: Int, until due: Double) {
    // Behind those that are due at the same time; most come late in the list.
    let place = waiting.lastIndex { $0.due > due }.map { $0 + 1 } ?? 0
    waiting.insert((due, ticket), at: place)
  }

  private mutating func giveUp(
    _ ticket: Int, _ request: Held, isFailing: Bool, _ reason: String
  ) -> RetryAction {
    held[ticket] = nil
    let times = request.sent == 1 ? "one attempt" : "\(request.sent) attempts"
    let sentence = "\(reason) (given up after \(times))"
    return isFailing ? .fail(sentence) : .refuse(sentence)
  }
}
