import Records
import Streams

extension RecordLoop {
  /// How many records may wait for replies: enough to keep thousands of requests in flight while
  /// the first of them is asked again.
  private static let lookahead = 8192
  /// How many bytes of records may wait, which keeps long ones from filling the memory.
  private static let heldBytes = 64 << 20

  /// A record whose replies are coming in.
  private struct Pending<Reply> {
    var located: LocatedRecord
    var replies: [Reply?] = []
    var missing = 0

    /// Makes room for further replies.
    mutating func add(_ count: Int) -> Range<Int> {
      replies.append(contentsOf: repeatElement(nil, count: count))
      missing += count
      return replies.count - count..<replies.count
    }
  }

  /// Lets somebody answer the requests that records raise, many at once, and writes the records in
  /// their order as soon as all their replies are there.
  ///
  /// A bad line, or an input that breaks off, ends the run when the records before it are written.
  /// - Parameters:
  ///   - progress: told after each reply.
  ///   - requests: what to ask for a record, maybe nothing.
  ///   - more: what else to ask when a record has all replies to what was asked, which are in their
  ///     order; the record is finished when this is nothing.
  ///   - serve: pulls requests and hands in replies until there are no more.
  ///   - outcome: what becomes of a record with the replies to its requests, in their order.
  package func exchange<Request, Reply>(
    progress: Progress? = nil,
    requests: @escaping (Record) throws -> [Request],
    more: ((Record, [Reply]) throws -> [Request])? = nil,
    serve: (
      _ next: (_ wait: Bool) throws -> Pull<Request>,
      _ deliver: (_ ticket: Int, _ reply: Reply) throws -> Void
    ) throws -> Void,
    outcome: @escaping (Record, [Reply]) throws -> Outcome
  ) throws {
    var pending: [Int: Pending<Reply>] = [:]
    var waiting: [(request: Request, record: Int, slot: Int)] = []
    var tickets: [Int: (record: Int, slot: Int)] = [:]
    var issued = 0
    var read = 0
    var written = 0
    var held = 0
    var isEnded = false
    /// What ended the input before its end: thrown when the records before it have their replies.
    var failure: (any Error)?

    func ask(_ asked: [Request], of record: Int) {
      let slots = pending[record]?.add(asked.count) ?? 0..<0
      waiting.append(contentsOf: zip(asked, slots).map { ($0, record, $1) }.reversed())
    }

    func askMore(of record: Int) throws {
      guard let more, let complete = pending[record], complete.missing == 0 else { return }
      ask(try more(complete.located.record, complete.replies.compactMap { $0 }), of: record)
    }

    func writeFinished() throws {
      while let first = pending[written], first.missing == 0 {
        pending[written] = nil
        written += 1
        held -= first.located.record.bytes.count
        do {
          let result = try outcome(first.located.record, first.replies.compactMap { $0 })
          try write(result, of: first.located.record)
        } catch let error as RecordError {
          try reject(first.located, error)
        }
        try sink.showNowAndThen()
      }
    }

    func readNext() throws {
      do { try readOne() } catch let error as StreamError where error == .closed {
        throw error
      } catch {
        failure = error
        isEnded = true
      }
    }

    func readOne() throws {
      guard let located = try next() else {
        isEnded = true
        return
      }
      do {
        let asked = try requests(located.record)
        pending[read] = Pending(located: located)
        ask(asked, of: read)
        read += 1
        held += located.record.bytes.count
        if asked.isEmpty { try writeFinished() }
      } catch let error as RecordError {
        try reject(located, error)
      }
    }

    try serve(
      { wait in
        while waiting.isEmpty, !isEnded {
          guard read - written < Self.lookahead, held < Self.heldBytes else { return .notYet() }
          guard wait || self.isReady else {
            self.bell.silence()
            // A record may have come between the look and the silence.
            if self.isReady { continue }
            return .notYet(self.bell)
          }
          try readNext()
        }
        guard let (request, record, slot) = waiting.popLast() else {
          // Replies that are still to come may raise more.
          return more == nil || tickets.isEmpty ? .end : .notYet()
        }
        tickets[issued] = (record, slot)
        issued += 1
        return .request(request, ticket: issued - 1)
      },
      { ticket, reply in
        guard let (record, slot) = tickets.removeValue(forKey: ticket) else {
          preconditionFailure("a reply to a ticket that was not given out")
        }
        pending[record]?.replies[slot] = reply
        pending[record]?.missing -= 1
        progress?.step(records: written)
        try askMore(of: record)
        try writeFinished()
      })
    progress?.end()
    if let failure { throw failure }
    precondition(pending.isEmpty && isEnded, "the model left requests unanswered")
  }
}
