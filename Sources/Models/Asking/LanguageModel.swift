import Records
import Streams

/// What a model is given when it asks for work.
package typealias NextRequest = Pull<ModelRequest>

/// A model that completes and scores text.
///
/// A model pulls its work: it calls `next` whenever it has room, so an engine keeps its batch full
/// and a server client keeps its connections busy, and it hands in replies in any order.
package protocol LanguageModel: AnyObject {
  /// The name that goes into the records.
  var name: String { get }
  /// What tells this model from another of its name, such as a hash of its weights.
  var revision: String? { get }
  /// Where the model is, if it is not on this machine: the base address of its server.
  var address: String? { get }
  /// Whether `score` can count the end token; a server that is given a text cannot say how likely
  /// its end is, and throws `unsupported` when it is asked.
  var scoresEnd: Bool { get }
  /// What was found out about it before the first request, for the history; nil if nothing was.
  var abilities: JSON? { get }

  /// What a person is to be told of the work so far, each sentence once.
  func takeNotices() -> [String]

  /// What a request looks like to the model, for a person.
  func preview(of request: ModelRequest) throws -> String

  /// Answers requests until there are no more.
  /// - Parameters:
  ///   - next: gives the next request; with `wait` it blocks until there is one or none will come.
  ///   - deliver: takes the reply to a ticket.
  /// - Throws: `ModelError` when the model as a whole fails, and whatever the closures throw.
  func serve(
    next: (_ wait: Bool) throws -> NextRequest,
    deliver: (_ ticket: Int, _ reply: ModelReply) throws -> Void
  ) throws
}

extension LanguageModel {
  package var address: String? { nil }
  package var scoresEnd: Bool { true }
  package var abilities: JSON? { nil }
  package func takeNotices() -> [String] { [] }
  package func preview(of request: ModelRequest) throws -> String {
    JSON.object(request.members).text
  }
}

extension LanguageModel {
  /// Answers some requests, all of them held in memory.
  package func replies(to requests: [ModelRequest]) throws -> [ModelReply] {
    var replies = [ModelReply?](repeating: nil, count: requests.count)
    var issued = 0
    try serve(
      next: { _ in
        guard issued < requests.count else { return .end }
        defer { issued += 1 }
        return .request(requests[issued], ticket: issued)
      },
      deliver: { ticket, reply in replies[ticket] = reply })
    return replies.compactMap { $0 }
  }
}
