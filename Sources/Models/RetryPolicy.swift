/// How often, after what time, and how many at once requests are sent to a server.
package struct RetryPolicy: Equatable, Sendable {
  /// How many requests are held at once, those that wait to be sent again included.
  package var concurrency = 64
  /// How often one request is sent before it is given up.
  package var attempts = 6
  /// The longest first pause, in seconds; it doubles with every further attempt.
  package var firstPause = 0.5
  /// The longest pause that this client chooses by itself, in seconds.
  package var longestPause = 30.0
  /// The longest Retry-After that is obeyed, in seconds; a request that is put off for longer is
  /// given up.
  package var longestRetryAfter = 300.0
  /// How many requests in a row may be given up for a server's own failures, none answered between
  /// them, before the server as a whole counts as failing.
  package var patience = 4

  /// Makes the policy that fits a vLLM server.
  package init() {}
}

/// What a transfer came to, as far as sending again is concerned.
package enum TransferOutcome: Equatable, Sendable {
  /// The server has dealt with the request, whatever it said.
  case settled
  /// The server asks to come again (408, 429) or failed (5xx).
  case busy(reason: String, retryAfter: Double?)
  /// The connection was refused, broke, or took too long.
  case broken(reason: String)
}

/// What is to be done after a transfer.
package enum RetryAction: Equatable, Sendable {
  /// The answer stands.
  case deliver
  /// The request will be due again at this time.
  case retry(at: Double)
  /// This request is given up, others may succeed.
  case refuse(String)
  /// The server as a whole cannot be used.
  case fail(String)
}

/// Which requests are held, in flight or waiting, and when each is due again.
///
/// A value without clock or chance: time, in seconds from any zero, and the generator are
/// arguments, and what is to be done is returned.
package struct RequestSchedule: Sendable {
  private struct Attempts {
    var made = 1
    /// How many requests were settled when this one first failed.
    var settledAtFailure: Int?
  }

  private let policy: RetryPolicy
  private var held: [Int: Attempts] = [:]
  /// The tickets that wait, with the time they are due; the earliest last.
  private var waiting: [(due: Double, ticket: Int)] = []
  private var settled = 0
  private var givenUpInARow = 0
  /// The server has asked to be left alone until then.
  private var quietUntil = -Double.infinity

  /// Makes a schedule that holds nothing.
  package init(policy: RetryPolicy) {
    self.policy = policy
  }

  /// Whether nothing is in flight or waiting.
  package var isEmpty: Bool { held.isEmpty }

  /// Whether another request may be sent for the first time.
  package func hasRoom(at now: Double) -> Bool {
    held.count < policy.concurrency && now >= quietUntil
  }

  /// Notes that a request is sent for the first time.
  package mutating func admit(_ ticket: Int) {
    precondition(held[ticket] == nil, "ticket \(ticket) is in flight already")
    held[ticket] = Attempts()
  }

  /// When something can be sent that cannot be sent now, nil if only transfers are awaited.
  package func nextDue(at now: Double) -> Double? {
    now < quietUntil ? quietUntil : waiting.last?.due
  }

  /// Takes a request that is due to be sent again; the caller sends it.
  package mutating func takeDue(at now: Double) -> Int? {
    guard let first = waiting.last, first.due <= now, now >= quietUntil else { return nil }
    waiting.removeLast()
    held[first.ticket]?.made += 1
    return first.ticket
  }

  /// Decides what follows from the end of a transfer.
  ///
  /// Pauses are drawn evenly from zero to the doubled longest pause («full jitter»), so that
  /// clients that failed together do not return together; a Retry-After is added to the pause and
  /// keeps back new requests too.
  package mutating func finish(
    _ ticket: Int, _ outcome: TransferOutcome, at now: Double,
    using generator: inout some RandomNumberGenerator
  ) -> RetryAction {
    guard var attempts = held[ticket] else {
      preconditionFailure("ticket \(ticket) is not in flight")
    }
    switch outcome {
    case .settled:
      settled += 1
      givenUpInARow = 0
      held[ticket] = nil
      return .deliver
    case .busy(let reason, let retryAfter):
      attempts.settledAtFailure = attempts.settledAtFailure ?? settled
      held[ticket] = attempts
      let after = max(retryAfter ?? 0, 0)
      if attempts.made < policy.attempts, after <= policy.longestRetryAfter {
        if after > 0 { quietUntil = max(quietUntil, now + after) }
        return putOff(ticket, until: now + after + pause(attempts.made, using: &generator))
      }
      givenUpInARow += 1
      let isFailing = settled == 0 || givenUpInARow >= policy.patience
      return giveUp(ticket, attempts, isFailing: isFailing, reason)
    case .broken(let reason):
      let settledAtFailure = attempts.settledAtFailure ?? settled
      attempts.settledAtFailure = settledAtFailure
      held[ticket] = attempts
      if attempts.made < policy.attempts {
        return putOff(ticket, until: now + pause(attempts.made, using: &generator))
      }
      return giveUp(ticket, attempts, isFailing: settled == settledAtFailure, reason)
    }
  }

  private func pause(_ made: Int, using generator: inout some RandomNumberGenerator) -> Double {
    var longest = policy.firstPause
    for _ in 1..<made where longest < policy.longestPause { longest *= 2 }
    return Double.random(in: 0...min(longest, policy.longestPause), using: &generator)
  }

  private mutating func putOff(_ ticket: Int, until due: Double) -> RetryAction {
    let place = waiting.firstIndex { $0.due <= due } ?? waiting.endIndex
    waiting.insert((due, ticket), at: place)
    return .retry(at: due)
  }

  private mutating func giveUp(
    _ ticket: Int, _ attempts: Attempts, isFailing: Bool, _ reason: String
  ) -> RetryAction {
    held[ticket] = nil
    let times = attempts.made == 1 ? "one attempt" : "\(attempts.made) attempts"
    let sentence = "\(reason) (given up after \(times))"
    return isFailing ? .fail(sentence) : .refuse(sentence)
  }
}
