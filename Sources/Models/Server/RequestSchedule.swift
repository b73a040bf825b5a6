/// Which requests are held, in flight or waiting, and when each is due.
///
/// A value without clock or chance: time, in seconds from any zero, and the generator are
/// arguments, and what is to be done is returned.
struct RequestSchedule: Sendable {
  private struct Held {
    /// How many tokens it is taken to cost.
    var tokens: Int
    /// How often it may be sent.
    var attempts: Int
    /// How often it was sent, and when last.
    var sent = 0
    var sentAt = -Double.infinity
    /// How many requests were settled when this one first failed.
    var settledAtFailure: Int?
  }

  private let policy: RetryPolicy
  private var limiter: RateLimiter
  private var window: RequestWindow
  private var held: [Int: Held] = [:]
  /// The tickets that wait, with the time they are due; the earliest last.
  private var waiting: [(due: Double, ticket: Int)] = []
  private var inFlight = 0
  /// How many requests the server has dealt with, and how many of them it has answered.
  private var settled = 0
  private var answered = 0
  /// The server has asked to be left alone until then.
  private var quietUntil = -Double.infinity

  /// Makes a schedule that holds nothing.
  init(policy: RetryPolicy) {
    self.policy = policy
    limiter = RateLimiter(policy.limits)
    window = RequestWindow(most: policy.concurrency)
  }

  /// Whether nothing is in flight or waiting.
  var isEmpty: Bool { held.isEmpty }

  /// Whether another request may be taken in: there is room, and it would not wait behind others.
  func hasRoom(at now: Double) -> Bool {
    held.count < window.room && now >= quietUntil && waiting.last.map { $0.due > now } ?? true
  }

  /// Takes in a request, due at once.
  /// - Parameters:
  ///   - tokens: what it may cost at most, for the limit on tokens.
  ///   - attempts: how often it is sent, if that is not the policy's number.
  mutating func admit(_ ticket: Int, tokens: Int = 0, attempts: Int? = nil, at now: Double) {
    precondition(held[ticket] == nil, "ticket \(ticket) is held already")
    held[ticket] = Held(tokens: tokens, attempts: attempts ?? policy.attempts)
    putOff(ticket, until: now)
  }

  /// When something can be sent that cannot be sent now, nil if only transfers are awaited.
  func nextDue(at now: Double) -> Double? {
    guard inFlight < window.room else { return nil }
    guard now >= quietUntil else { return quietUntil }
    guard let first = waiting.last, let tokens = held[first.ticket]?.tokens else { return nil }
    return max(first.due, limiter.due(tokens: tokens, at: now))
  }

  /// Takes a request that is due; the caller sends it.
  mutating func takeDue(at now: Double) -> Int? {
    guard let first = waiting.last, first.due <= now, now >= quietUntil, inFlight < window.room,
      let tokens = held[first.ticket]?.tokens, limiter.due(tokens: tokens, at: now) <= now
    else { return nil }
    waiting.removeLast()
    limiter.take(tokens: tokens, at: now)
    held[first.ticket]?.sent += 1
    held[first.ticket]?.sentAt = now
    inFlight += 1
    return first.ticket
  }

  // MARK: - What follows from the end of a transfer

  /// Decides what follows from the end of a transfer.
  ///
  /// - A request that was dealt with is delivered, whatever the server said.
  /// - A limit is waited out and is no attempt: `wait` as the server names it, else pauses that
  ///   double up to a minute; meanwhile nothing is sent, and then fewer requests at once.
  /// - After a failure the request is sent again after a pause, drawn evenly from zero to the
  ///   doubled longest pause ("full jitter"), so that clients that failed together do not return
  ///   together; a named wait is added to it and keeps back new requests too.
  /// - A request whose attempts are used up is given up if others were answered meanwhile, since
  ///   then the trouble is its own; else it is suspect.
  mutating func finish(
    _ ticket: Int, _ reading: ServerReading, at now: Double,
    using generator: inout some RandomNumberGenerator
  ) -> RetryAction {
    guard let request = held[ticket] else {
      preconditionFailure("ticket \(ticket) is not in flight")
    }
    inFlight -= 1
    switch reading {
    case .success, .rejected, .misdirected: return settle(ticket, reading)
    case .forbidden(let reason):
      if answered > 0 { return settle(ticket, reading) }
      held[ticket] = nil
      return .suspect(reason)
    case .exhausted(let reason): return .fail(reason)
    case .limited(let reason, let wait):
      return waitOut(ticket, sent: request.sentAt, reason, wait, at: now)
    case .busy(let reason, let wait):
      return again(ticket, after: max(wait ?? 0, 0), reason, at: now, using: &generator)
    case .broken(let reason), .empty(let reason):
      let action = again(ticket, after: 0, reason, at: now, using: &generator)
      if case .empty = reading, case .suspect(let sentence) = action { return .giveUp(sentence) }
      return action
    }
  }

  private mutating func settle(_ ticket: Int, _ reading: ServerReading) -> RetryAction {
    settled += 1
    if case .success = reading {
      answered += 1
      window.open()
    }
    let request = held.removeValue(forKey: ticket)
    if let request, let tokens = reading.tokens {
      limiter.giveBack(tokens: request.tokens - tokens)
    }
    return .deliver
  }

  private mutating func waitOut(
    _ ticket: Int, sent: Double, _ reason: String, _ wait: Double?, at now: Double
  ) -> RetryAction {
    held[ticket]?.sent -= 1
    limiter.giveBack(tokens: held[ticket]?.tokens ?? 0)
    // Another server of the pool takes it at once.
    if wait == 0 { return retry(ticket, at: now) }
    let limited = window.narrow(sent: sent, at: now)
    let pause =
      wait ?? window.pause(first: policy.firstPause, longest: policy.longestLimitPause)
    guard pause <= policy.longestWait else {
      return .fail("\(reason) (it asks for a wait of \(Int(pause.rounded(.up))) seconds)")
    }
    guard limited + pause <= policy.longestLimit else {
      return .fail("\(reason) (nothing else for \(Int(limited)) seconds)")
    }
    quietUntil = max(quietUntil, now + pause)
    return retry(ticket, at: quietUntil)
  }

  /// Sends a request again that failed, if it has attempts left.
  private mutating func again(
    _ ticket: Int, after wait: Double, _ reason: String, at now: Double,
    using generator: inout some RandomNumberGenerator
  ) -> RetryAction {
    guard var request = held[ticket] else { return .suspect(reason) }
    let settledBefore = request.settledAtFailure ?? settled
    request.settledAtFailure = settledBefore
    held[ticket] = request
    limiter.giveBack(tokens: request.tokens)
    if request.sent < request.attempts, wait <= policy.longestWait {
      if wait > 0 { quietUntil = max(quietUntil, now + wait) }
      return retry(ticket, at: now + wait + pause(request.sent, using: &generator))
    }
    held[ticket] = nil
    let times = request.sent == 1 ? "one attempt" : "\(request.sent) attempts"
    let sentence = "\(reason) (given up after \(times))"
    return settled > settledBefore ? .giveUp(sentence) : .suspect(sentence)
  }

  private func pause(_ sent: Int, using generator: inout some RandomNumberGenerator) -> Double {
    var longest = policy.firstPause
    for _ in 1..<max(sent, 1) where longest < policy.longestPause { longest *= 2 }
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
}
