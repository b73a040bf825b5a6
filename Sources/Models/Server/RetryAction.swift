/// What is to be done after a transfer.
enum RetryAction: Equatable, Sendable {
  /// The answer stands.
  case deliver
  /// The request will be due again at this time.
  case retry(at: Double)
  /// This request is given up; the server has answered others meanwhile.
  case giveUp(String)
  /// This request is given up, and nothing else was answered since it first failed: whether it or
  /// the server is at fault, another request must tell.
  case suspect(String)
  /// The server as a whole cannot be used.
  case fail(String)
}
