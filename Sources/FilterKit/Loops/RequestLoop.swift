import Records
import Streams

/// The request loop: it lets someone answer the requests that records raise, many at once, and
/// writes the records in their order, each as soon as all its replies are there.
///
///     prepare ──▶ requests ──▶ pull … deliver ──▶ more? ──▶ outcome ──▶ output, in order
///
/// What `prepare` works out about a record is its `Work`; the later steps get it back, so that
/// nothing is rendered or parsed twice. A `RecordError` that a step throws makes the record a bad
/// line.
final class RequestLoop<Work, Request, Reply> {
  /// What a filter does with each record.
  struct Steps {
    /// Works out what is known about a record, and its first requests, maybe none.
    var prepare: (Record) throws -> (work: Work, requests: [Request])
    /// Gives further requests once all replies are there, in the order of their requests.
    ///
    /// The record is finished when there are none. Nil if no record has further requests.
    var more: ((inout Work, [Reply]) throws -> [Request])?
    /// Makes of a record and its replies what goes out.
    var outcome: (Record, Work, [Reply]) throws -> Outcome
  }

  /// A record whose replies are coming in.
  private struct Pending {
    var located: LocatedRecord
    var work: Work
    var replies: [Reply?] = []
    var missing = 0
    /// Why it turned out to be a bad line.
    var error: RecordError?
  }

  /// A request and the place where its reply belongs.
  private struct Place {
    var record: Int
    var slot: Int
  }

  /// How many records may wait for replies: enough to keep thousands of requests in flight while
  /// the first record waits for a reply that is sent again and again.
  static var mostRecords: Int { 8192 }
  /// How many bytes of records may wait, so that long ones do not fill the memory.
  static var mostBytes: Int { 64 << 20 }

  private let loop: RecordLoop
  private let steps: Steps
  private let progress: Progress?

  /// Records that were read and not written, by their numbers.
  private var pending: [Int: Pending] = [:]
  private var read = 0
  private var written = 0
  /// The bytes of the pending records.
  private var held = 0

  /// Requests that nobody has pulled, the next one last.
  private var waiting: [(request: Request, place: Place)] = []
  /// Requests that were pulled and have no reply, by their tickets.
  private var asked: [Int: Place] = [:]
  private var tickets = 0

  private var isEnded = false
  /// What ended the input before its end: thrown when the records before it are written.
  private var failure: (any Error)?

  /// Begins with no record.
  init(_ loop: RecordLoop, _ steps: Steps, progress: Progress? = nil) {
    self.loop = loop
    self.steps = steps
    self.progress = progress
  }

  // MARK: - Pulling requests

  /// The next request.
  /// - Parameter wait: whether to wait for the next record if no request is there.
  func pull(wait: Bool) throws -> Pull<Request> {
    while waiting.isEmpty, !isEnded {
      guard read - written < Self.mostRecords, held < Self.mostBytes else { return .notYet() }
      guard wait || loop.isReady else {
        loop.bell.silence()
        // A record may have come between the question and the silence.
        if loop.isReady { continue }
        return .notYet(loop.bell)
      }
      try readNext()
    }
    guard let (request, place) = waiting.popLast() else {
      // Replies that are still to come may lead to more.
      return steps.more == nil || asked.isEmpty ? .end : .notYet()
    }
    defer { tickets += 1 }
    asked[tickets] = place
    return .request(request, ticket: tickets)
  }

  /// Reads a record; an error of the input ends the reading, not yet the run.
  private func readNext() throws {
    do {
      guard let located = try loop.next() else { return isEnded = true }
      try take(located)
    } catch let error as StreamError where error == .closed {
      throw error
    } catch {
      failure = error
      isEnded = true
    }
  }

  private func take(_ located: LocatedRecord) throws {
    do {
      let (work, requests) = try steps.prepare(located.record)
      pending[read] = Pending(located: located, work: work)
      add(requests, to: read)
      read += 1
      held += located.record.byteCount
      if requests.isEmpty { try writeFinished() }
    } catch let error as RecordError {
      try loop.reject(located, error)
    }
  }

  private func add(_ requests: [Request], to record: Int) {
    guard !requests.isEmpty, let first = pending[record]?.replies.count else { return }
    pending[record]?.replies += Array(repeating: nil, count: requests.count)
    pending[record]?.missing += requests.count
    for (number, request) in requests.enumerated().reversed() {
      waiting.append((request, Place(record: record, slot: first + number)))
    }
  }

  // MARK: - Delivering replies

  /// Takes the reply to a request that was pulled.
  func deliver(_ ticket: Int, _ reply: Reply) throws {
    guard let place = asked.removeValue(forKey: ticket) else {
      preconditionFailure("a reply to a ticket that was not given out")
    }
    pending[place.record]?.replies[place.slot] = reply
    pending[place.record]?.missing -= 1
    progress?.step(records: written)
    if pending[place.record]?.missing == 0 { try askMore(place.record) }
    try writeFinished()
  }

  private func askMore(_ record: Int) throws {
    guard let more = steps.more, var complete = pending.removeValue(forKey: record) else { return }
    var requests: [Request] = []
    do {
      requests = try more(&complete.work, complete.replies.compactMap { $0 })
    } catch let error as RecordError {
      complete.error = error
    }
    pending[record] = complete
    add(requests, to: record)
  }

  // MARK: - Writing records

  /// Writes the records that have all their replies, up to the first that has not.
  private func writeFinished() throws {
    while let first = pending[written], first.missing == 0 {
      pending[written] = nil
      written += 1
      held -= first.located.record.byteCount
      do {
        if let error = first.error { throw error }
        let replies = first.replies.compactMap { $0 }
        try loop.write(
          try steps.outcome(first.located.record, first.work, replies), of: first.located.record)
      } catch let error as RecordError {
        try loop.reject(first.located, error)
      }
      try loop.sink.showNowAndThen()
    }
  }

  /// Ends when there are no more requests.
  /// - Throws: what ended the input before its end.
  func finish() throws {
    progress?.end()
    if let failure { throw failure }
    precondition(pending.isEmpty && isEnded, "requests were left without a reply")
  }
}

extension RecordLoop {
  /// Lets someone answer the requests that records raise, many at once, and writes the records in
  /// their order, each as soon as all its replies are there.
  ///
  /// At most 8,192 records, or 64 MiB of them, wait for replies. A bad line, or an input that breaks
  /// off, ends the run when the records before it are written.
  /// - Parameters:
  ///   - progress: told after each reply.
  ///   - prepare: works out what is known about a record, its `Work`, and its first requests.
  ///   - more: gives further requests once all replies are there, in the order of their requests;
  ///     the record is finished when there are none.
  ///   - serve: pulls requests and delivers replies, in any order, until there are no more.
  ///   - outcome: makes of a record, its work and its replies what goes out.
  package func request<Work, Request, Reply>(
    progress: Progress? = nil,
    prepare: @escaping (Record) throws -> (work: Work, requests: [Request]),
    more: ((inout Work, [Reply]) throws -> [Request])? = nil,
    serve: (
      _ next: (_ wait: Bool) throws -> Pull<Request>,
      _ deliver: (_ ticket: Int, _ reply: Reply) throws -> Void
    ) throws -> Void,
    outcome: @escaping (Record, Work, [Reply]) throws -> Outcome
  ) throws {
    let requests = RequestLoop(
      self, RequestLoop.Steps(prepare: prepare, more: more, outcome: outcome), progress: progress)
    try serve(requests.pull(wait:), requests.deliver)
    try requests.finish()
  }
}
