/// How often, after what time, and how many at once requests are sent to a server.
///
/// Which status is tried again is a row of `StatusMeaning`.
package struct RetryPolicy: Equatable, Sendable {
  /// How many requests are held at once, those that wait to be sent again included; the window of
  /// requests in flight is at most this.
  package var concurrency = 64
  /// How often one request is sent before it is given up; limits do not count.
  package var attempts = 6
  /// The longest first pause, in seconds; it doubles with every further attempt.
  package var firstPause = 0.5
  /// The longest pause after a failure that this client chooses by itself, in seconds.
  package var longestPause = 30.0
  /// The longest pause after a limit without a named wait, in seconds.
  package var longestLimitPause = 60.0
  /// The longest wait that a server may ask for, in seconds; one that asks for more ends the work.
  package var longestWait = 300.0
  /// How long a server may do nothing but name limits before the work ends, in seconds.
  package var longestLimit = 900.0
  /// How fast requests are sent.
  package var limits = RateLimits()

  /// Makes the policy that fits a vLLM server.
  package init() {}
}
