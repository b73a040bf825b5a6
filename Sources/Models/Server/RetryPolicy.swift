/// How often, after what time, and how many at once requests are sent to a server.
package struct RetryPolicy: Equatable, Sendable {
  /// How many requests are held at once, those that wait to be sent again included.
  package var concurrency = 64
  /// How often one request is sent before it is given up.
  package var attempts = 6
  /// The longest first pause, in seconds; it doubles with every further attempt.
  package var firstPause = 0.5
  /// The longest pause that this client chooses by itself, in seconds.
  package var longestPause = 30.0
  /// The longest Retry-After that is obeyed, in seconds; a request that is put off for longer is
  /// given up.
  package var longestRetryAfter = 300.0
  /// How many requests in a row may be given up for a server's own failures, none answered between
  /// them, before the server as a whole counts as failing.
  package var patience = 4
  /// How fast requests are sent.
  package var limits = RateLimits()

  /// Makes the policy that fits a vLLM server.
  package init() {}
}

/// What a transfer came to, as far as sending again is concerned.
package enum TransferOutcome: Equatable, Sendable {
  /// The server has dealt with the request, whatever it said.
  case settled
  /// The server asks to come again (408, 429) or failed (5xx).
  case busy(reason: String, retryAfter: Double?)
  /// The connection was refused, broke, or took too long, or the answer was none.
  case broken(reason: String)
  /// The account behind the key is used up: coming again does not help.
  case exhausted(reason: String)
}

/// What is to be done after a transfer.
package enum RetryAction: Equatable, Sendable {
  /// The answer stands.
  case deliver
  /// The request will be due again at this time.
  case retry(at: Double)
  /// This request is given up, others may succeed.
  case refuse(String)
  /// The server as a whole cannot be used.
  case fail(String)
}
