/// The answer to a worker that asks for a request.
package enum Pull<Request> {
  /// A request, and the ticket with which its result is delivered.
  case request(Request, ticket: Int)
  /// No request at this moment. The bell rings when it is worth asking again; without a bell, that is
  /// after a result has been delivered.
  case notYet(Doorbell? = nil)
  /// There are no more requests.
  case end
}

extension Pull: Sendable where Request: Sendable {}
extension Pull: Equatable where Request: Equatable {}
