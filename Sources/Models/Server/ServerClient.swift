import Checkpoints
import Randomness
import Records
import Streams

/// Sends requests to servers, again where that helps, and reads what comes back.
///
/// It joins the parts that decide, each a value without clock (`RequestSchedule`, `ServerPool`), to
/// the one that acts (`Transfers`).
final class ServerClient {
  /// A request that is over.
  struct Ended {
    var ticket: Int
    var reading: ServerReading
    var action: RetryAction
    /// Which server it was.
    var url: String

    /// The same with another action.
    func with(_ action: RetryAction) -> Ended {
      Ended(ticket: ticket, reading: reading, action: action, url: url)
    }
  }

  let addresses: [ServerAddress]
  /// What no message may show.
  private let secrets: [String]
  private let policy: RetryPolicy
  private let transfers: Transfers
  private var schedule: RequestSchedule
  private var pool: ServerPool
  private var generator: CounterGenerator
  /// Which server a ticket is in flight to.
  private var places: [Int: Int] = [:]
  /// Requests that were given up while nothing else was answered.
  private var suspects: [Ended] = []
  /// The request that tells whether the server still works.
  private var control: ServerCall?

  /// Checks addresses and key; nothing is sent.
  init(_ settings: ServerSettings) throws(ModelError) {
    var addresses: [ServerAddress] = []
    for url in settings.urls { addresses.append(try ServerAddress(url)) }
    guard !addresses.isEmpty else { throw .unsupported("no server is named") }
    var transferSettings = Transfers.Settings(
      connectTimeout: settings.connectTimeout, firstByteTimeout: settings.firstByteTimeout,
      timeout: settings.timeout, connections: settings.retry.concurrency,
      authorities: settings.authorities)
    transferSettings.headers = try Self.headers(settings)
    self.addresses = addresses
    secrets = [settings.key].compactMap { $0 } + settings.headers.map(\.value)
    policy = settings.retry
    transfers = Transfers(transferSettings)
    schedule = RequestSchedule(policy: settings.retry)
    pool = ServerPool(count: addresses.count)
    generator = CounterGenerator(key: settings.jitter)
  }

  /// The lines that carry secrets.
  private static func headers(_ settings: ServerSettings) throws(ModelError) -> [String] {
    var lines: [String] = []
    for (name, value) in settings.headers {
      guard !value.isEmpty, value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
        throw .unsupported("the value of the header \(name) has characters that no header has")
      }
      lines.append("\(name): \(value)")
    }
    guard let key = settings.key, !key.isEmpty else { return lines }
    guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .unsupported("the server's key has characters that no key has")
    }
    if !settings.headers.contains(where: { $0.name.lowercased() == "authorization" }) {
      lines.append("Authorization: Bearer \(key)")
    }
    return lines
  }

  /// All addresses, as they are named to a person.
  var url: String { addresses.map(\.url).joined(separator: ",") }

  /// Whether nothing is in flight or waiting.
  var isEmpty: Bool { schedule.isEmpty && suspects.isEmpty }

  /// Whether another request may be taken in.
  var hasRoom: Bool { schedule.hasRoom(at: Moment.now) }

  /// Takes in a request.
  /// - Parameter tokens: what it may cost at most.
  func admit(_ ticket: Int, tokens: Int) {
    schedule.admit(ticket, tokens: tokens, at: Moment.now)
  }

  /// Sends what is due.
  func send(_ call: (_ ticket: Int) -> ServerCall) {
    let now = Moment.now
    while let ticket = schedule.takeDue(at: now) {
      let call = ticket == ControlRequest.ticket ? control ?? call(ticket) : call(ticket)
      let place = pool.choose(at: now)
      places[ticket] = place
      var body: [UInt8]?
      if call.body != .null {
        var bytes: [UInt8] = []
        call.body.write(to: &bytes)
        body = bytes
      }
      transfers.start(ticket, addresses[place], call.path, body: body)
    }
  }

  /// Sends what is due, and waits until something is over or the bell rings.
  /// - Parameters:
  ///   - call: what a ticket asks.
  ///   - judge: looks into an answer, which may be none after all.
  /// - Returns: what is over; what is sent again is not.
  func advance(
    bell: Doorbell? = nil, call: (_ ticket: Int) -> ServerCall,
    judge: (_ ticket: Int, _ reading: ServerReading) -> ServerReading
  ) -> [Ended] {
    send(call)
    let due = schedule.nextDue(at: Moment.now) ?? .infinity
    let results = transfers.advance(until: due, bell: bell)
    var over: [Ended] = []
    for (ticket, result) in results {
      let reading = result.read(secrets: secrets)
      if ticket == ControlRequest.ticket {
        over += judgeSuspects(by: finish(ticket, reading))
      } else {
        let ended = finish(ticket, judge(ticket, reading))
        over += take(ended, call: call(ticket))
      }
    }
    return over
  }

  /// What follows from the end of a transfer, for its server and its request.
  private func finish(_ ticket: Int, _ reading: ServerReading) -> Ended {
    let now = Moment.now
    let place = places.removeValue(forKey: ticket) ?? 0
    var reading = reading
    switch reading {
    case .busy(let reason, let wait):
      pool.finish(place, failed: true, rest: wait, at: now)
      // Only this server asked to be left alone.
      if wait != nil, pool.hasOther(than: place, at: now) {
        reading = .busy(reason: reason, wait: nil)
      }
    case .limited(let reason, let wait):
      pool.finish(place, failed: true, rest: wait, at: now)
      if pool.hasOther(than: place, at: now) { reading = .limited(reason: reason, wait: 0) }
    case .broken: pool.finish(place, failed: true, at: now)
    default: pool.finish(place, failed: false, at: now)
    }
    let action = schedule.finish(ticket, reading, at: now, using: &generator)
    return Ended(ticket: ticket, reading: reading, action: action, url: addresses[place].url)
  }

  /// Hands on what is over, and holds back what is suspect until another request tells.
  private func take(_ ended: Ended, call: ServerCall) -> [Ended] {
    switch ended.action {
    case .retry: return []
    case .suspect(let reason):
      guard let control = ControlRequest(like: call) else {
        return [ended.with(.fail(reason))]
      }
      suspects.append(ended)
      if suspects.count == 1 {
        self.control = control.call
        schedule.admit(ControlRequest.ticket, at: Moment.now)
      }
      return []
    case .deliver:
      guard case .success = ended.reading else { return [ended] }
      return [ended] + release()
    case .giveUp, .fail: return [ended]
    }
  }

  /// Gives up the suspect requests, since the server has answered another one.
  private func release() -> [Ended] {
    defer { suspects = [] }
    return suspects.map { suspect in
      guard case .suspect(let reason) = suspect.action else { return suspect }
      return suspect.with(.giveUp(reason))
    }
  }

  /// Judges the suspect requests by the end of the control request.
  private func judgeSuspects(by control: Ended) -> [Ended] {
    switch control.action {
    case .retry: return []
    case .deliver, .giveUp: return release()
    case .suspect, .fail:
      defer { suspects = [] }
      return suspects.map { suspect in
        guard case .suspect(let reason) = suspect.action else { return suspect }
        return suspect.with(.fail(reason))
      }
    }
  }

  /// Asks some things, all at once, and waits for all answers; one that is given up is broken.
  /// - Parameter attempts: how often each is sent, if that is not the policy's number.
  /// - Throws: `ModelError.unavailable` if all are given up.
  func ask(_ calls: [ServerCall], attempts: Int? = nil) throws(ModelError) -> [ServerReading] {
    precondition(isEmpty, "what is asked apart is asked before or after the work")
    schedule = RequestSchedule(policy: policy)
    defer { schedule = RequestSchedule(policy: policy) }
    var answers: [Int: ServerReading] = [:]
    var failure: String?
    var isAnswered = false
    var asked = 0
    while answers.count < calls.count {
      while asked < calls.count, hasRoom {
        schedule.admit(asked, attempts: attempts, at: Moment.now)
        asked += 1
        send { calls[$0] }
      }
      send { calls[$0] }
      let due = schedule.nextDue(at: Moment.now) ?? .infinity
      for (ticket, result) in transfers.advance(until: due, bell: nil) {
        let ended = finish(ticket, result.read(secrets: secrets))
        switch ended.action {
        case .deliver:
          answers[ticket] = ended.reading
          isAnswered = true
        case .retry: continue
        case .giveUp(let reason), .suspect(let reason), .fail(let reason):
          answers[ticket] = .broken(reason: reason)
          if case .forbidden = ended.reading { answers[ticket] = ended.reading }
          failure = failure ?? "\(ended.url): \(reason)"
        }
      }
    }
    if let failure, !isAnswered { throw .unavailable(failure) }
    return calls.indices.compactMap { answers[$0] }
  }
}
