import Checkpoints
import Randomness
import Records
import Streams

/// Where servers are and how they are to be treated.
package struct ServerSettings: Sendable {
  /// Base addresses such as `http://host:8000/v1`; several share the work.
  package var urls: [String]
  /// The model to ask; nil is the only one that the server has.
  package var servedModel: String?
  /// Sent as a bearer token; it enters no message and no record.
  package var key: String?
  package var retry = RetryPolicy()
  /// Seconds until a connection must stand.
  package var connectTimeout = 10.0
  /// Seconds until an answer must begin.
  package var firstByteTimeout = 600.0
  /// Seconds until one answer must be complete.
  package var timeout = 600.0
  /// A file of certificates of authorities that are believed, instead of the system's.
  package var authorities: String?
  /// Whether it is tried what a server can, before it is asked for anything.
  package var probes = true
  /// Whether completions are asked for with log-probabilities, if the server has them.
  package var asksLogprobs = true
  /// Chooses the pauses between attempts, nothing that is recorded; processes that share a server
  /// should differ in it.
  package var jitter: UInt64 = 0

  /// Makes the settings for servers that need no key.
  package init(urls: [String]) { self.urls = urls }
}

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
  }

  let addresses: [ServerAddress]
  private let key: String?
  private let policy: RetryPolicy
  private let transfers: Transfers
  private var schedule: RequestSchedule
  private var pool: ServerPool
  private var generator: CounterGenerator
  /// Which server a ticket is in flight to.
  private var places: [Int: Int] = [:]

  /// Checks addresses and key; nothing is sent.
  init(_ settings: ServerSettings) throws(ModelError) {
    var addresses: [ServerAddress] = []
    for url in settings.urls { addresses.append(try ServerAddress(url)) }
    guard !addresses.isEmpty else { throw .unsupported("no server is named") }
    var transferSettings = Transfers.Settings(
      connectTimeout: settings.connectTimeout, firstByteTimeout: settings.firstByteTimeout,
      timeout: settings.timeout, connections: settings.retry.concurrency,
      authorities: settings.authorities)
    if let key = settings.key, !key.isEmpty {
      guard key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw .unsupported("the server's key has characters that no key has")
      }
      transferSettings.headers = ["Authorization: Bearer \(key)"]
    }
    self.addresses = addresses
    key = settings.key
    policy = settings.retry
    transfers = Transfers(transferSettings)
    schedule = RequestSchedule(policy: settings.retry)
    pool = ServerPool(count: addresses.count)
    generator = CounterGenerator(key: settings.jitter)
  }

  /// All addresses, as they are named to a person.
  var url: String { addresses.map(\.url).joined(separator: ",") }

  /// Whether nothing is in flight or waiting.
  var isEmpty: Bool { schedule.isEmpty }

  /// Whether another request may be taken in.
  var hasRoom: Bool { schedule.hasRoom(at: Transfers.now()) }

  /// Takes in a request.
  /// - Parameter tokens: what it may cost at most.
  func admit(_ ticket: Int, tokens: Int) {
    schedule.admit(ticket, tokens: tokens, at: Transfers.now())
  }

  /// Sends what is due.
  func send(_ call: (_ ticket: Int) -> ServerCall) {
    let now = Transfers.now()
    while let ticket = schedule.takeDue(at: now) {
      let call = call(ticket)
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
    let due = schedule.nextDue(at: Transfers.now()) ?? .infinity
    let results = transfers.advance(until: due, bell: bell)
    var over: [Ended] = []
    let now = Transfers.now()
    for (ticket, result) in results {
      let place = places.removeValue(forKey: ticket) ?? 0
      let reading = judge(ticket, result.read(secret: key))
      var outcome = reading.outcome
      switch outcome {
      case .settled, .exhausted: pool.finish(place, failed: false, at: now)
      case .broken: pool.finish(place, failed: true, at: now)
      case .busy(let reason, let retryAfter):
        pool.finish(place, failed: true, rest: retryAfter, at: now)
        // Only this server asked to be left alone.
        if retryAfter != nil, pool.hasOther(than: place, at: now) {
          outcome = .busy(reason: reason, retryAfter: nil)
        }
      }
      let action = schedule.finish(
        ticket, outcome, tokens: reading.tokens, at: now, using: &generator)
      if case .retry = action { continue }
      over.append(
        Ended(ticket: ticket, reading: reading, action: action, url: addresses[place].url))
    }
    return over
  }

  /// Asks some things, all at once, and waits for all answers; one that is given up is broken.
  /// - Parameter attempts: how often each is sent, if that is not the policy's number.
  /// - Throws: `ModelError.unavailable` if all are given up.
  func ask(_ calls: [ServerCall], attempts: Int? = nil) throws(ModelError) -> [ServerReading] {
    precondition(isEmpty, "what is asked apart is asked before or after the work")
    var trialPolicy = policy
    trialPolicy.attempts = attempts ?? policy.attempts
    schedule = RequestSchedule(policy: trialPolicy)
    defer { schedule = RequestSchedule(policy: policy) }
    var answers: [Int: ServerReading] = [:]
    var failure: String?
    var asked = 0
    while answers.count < calls.count {
      while asked < calls.count, hasRoom {
        admit(asked, tokens: 0)
        asked += 1
        send { calls[$0] }
      }
      for ended in advance(call: { calls[$0] }, judge: { $1 }) {
        switch ended.action {
        case .deliver: answers[ended.ticket] = ended.reading
        case .retry: continue
        case .refuse(let reason), .fail(let reason):
          answers[ended.ticket] = .broken(reason: reason)
          failure = failure ?? "\(ended.url): \(reason)"
        }
      }
    }
    let isAnswered = answers.values.contains { $0.outcome == .settled }
    if let failure, !isAnswered { throw .unavailable(failure) }
    return calls.indices.compactMap { answers[$0] }
  }
}
