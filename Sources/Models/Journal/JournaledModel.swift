import Checkpoints
import Records
import Streams

/// A model whose answers are kept: what its journal answers is not asked again, and a new answer is
/// handed in when it is on the disk.
final class JournaledModel: LanguageModel {
  var name: String { model.name }
  var revision: String? { model.revision }
  var address: String? { model.address }
  var scoresEnd: Bool { model.scoresEnd }
  var abilities: JSON? { model.abilities }
  func takeNotices() -> [String] { model.takeNotices() }

  private let model: any LanguageModel
  private let journal: Journal
  private let meter: Meter
  /// Whether a request was not sent for want of money.
  private var isUsedUp = false
  /// How many requests there were.
  private var number = 0
  /// How many answers of this run were handed in, and those that are not yet.
  private var handedIn = 0
  private var unsafe: [(ticket: Int, reply: ModelReply)] = []
  private var lastHandIn = -Double.infinity

  /// A reply goes to the disk while the model works on, and is handed in when the next one comes;
  /// it waits for the disk if none was handed in for so many seconds.
  private static let longestPause = 0.25
  /// After so many answers of the journal the model has a turn, if it is at work on others.
  private static let mostInARow = 1024

  /// Puts a journal before a model.
  /// - Parameter meter: counts what is handed in, and ends the work when its budget is used up.
  init(_ model: any LanguageModel, _ journal: Journal, _ meter: Meter) {
    self.model = model
    self.journal = journal
    self.meter = meter
  }

  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    var asked: [Int: (request: ModelRequest, question: Journal.Question)] = [:]
    do {
      try model.serve(
        next: { wait in
          try handIn(all: wait, deliver)
          var inARow = 0
          while wait || inARow < Self.mostInARow {
            let pulled = try next(wait)
            // Nothing yet, unless answers that wait for the disk bring more.
            if case .notYet(nil) = pulled, !unsafe.isEmpty { return .notYet(journal.bell) }
            guard case .request(let request, let ticket) = pulled else { return pulled }
            var question = journal.question(request, number: number)
            number += 1
            guard let reply = try journal.take(&question, for: request) else {
              guard meter.allowsMore(inFlight: asked.count + unsafe.count) else {
                isUsedUp = true
                return .end
              }
              asked[ticket] = (request, question)
              return pulled
            }
            try deliver(ticket, reply)
            inARow += 1
          }
          journal.bell.ring()
          return .notYet(journal.bell)
        },
        deliver: { ticket, reply in
          guard let (request, question) = asked.removeValue(forKey: ticket) else {
            preconditionFailure("a reply to a ticket that was not given out")
          }
          // Another run may have more luck: that the server failed is no answer.
          if case .givenUp = reply { return try deliver(ticket, reply) }
          try journal.keep(reply, to: request, question)
          unsafe.append((ticket, reply))
          try handIn(all: Moment.now - lastHandIn > Self.longestPause, deliver)
        })
      try handIn(all: true, deliver)
      if isUsedUp {
        throw ModelError.stopped(
          "the budget is used up (\(meter.summary ?? "nothing is known of tokens")); "
            + "\(journal.count) answers are kept in \(journal.path): run the same with more to go on"
        )
      }
    } catch {
      // What was answered is kept, whatever ends the work.
      _ = try? journal.safe(all: true)
      throw keeping(error)
    }
  }

  /// Hands in the answers that are on the disk.
  /// - Parameter all: waits until all are.
  private func handIn(
    all: Bool, _ deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws {
    journal.bell.silence()
    guard !unsafe.isEmpty else { return }
    let safe = try journal.safe(all: all) - handedIn
    guard safe > 0 else { return }
    lastHandIn = Moment.now
    for (ticket, reply) in unsafe.prefix(safe) { try deliver(ticket, reply) }
    unsafe.removeFirst(safe)
    handedIn += safe
  }

  /// What the end of a model's work means when its answers are kept.
  private func keeping(_ error: any Error) -> any Error {
    guard case .unavailable(let reason)? = error as? ModelError, journal.count > 0 else {
      return error
    }
    return ModelError.stopped(
      "\(reason); \(journal.count) answers are kept in \(journal.path): run the same again to go on"
    )
  }
}
