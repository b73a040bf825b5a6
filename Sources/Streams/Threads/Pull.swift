/// What someone is given who asks for work when he has room for it.
package enum Pull<Request> {
  /// Something to do, and the ticket with which the result is handed in.
  case request(Request, ticket: Int)
  /// Nothing at this moment; results of earlier requests are welcome meanwhile. The bell rings when
  /// it is worth asking again; without one, that is when a result has been handed in.
  case notYet(Doorbell? = nil)
  /// There will be nothing more.
  case end
}

extension Pull: Sendable where Request: Sendable {}
extension Pull: Equatable where Request: Equatable {}
