/// Counts the requests that failed, for a warning at the end.
package final class FailedRequests {
  private var total = 0
  private var first: String?

  /// None yet.
  package init() {}

  /// Counts one.
  package func count(_ reason: String) {
    total += 1
    first = first ?? reason
  }

  /// Warns of them, if there were any.
  package func report(_ filter: String) {
    guard let first else { return }
    say(
      "\(filter): warning: \(total) \(total == 1 ? "request" : "requests") failed; the first: \(first)"
    )
  }
}
