import FilterKit
import Models

/// Counts the requests that got no answer, for a warning at the end of a run.
package final class FailedRequests {
  private var total = 0
  private var first: String?

  /// Counts a reply if its request failed; one that a batch has yet to answer is not counted.
  package func count(_ reply: ModelReply) {
    guard let reason = reply.failure, reply != BatchModel.missing else { return }
    total += 1
    first = first ?? reason
  }

  /// Warns of them, if there were any.
  func report(_ filter: String) {
    guard let first else { return }
    let requests = total == 1 ? "request" : "requests"
    say("\(filter): warning: \(total) \(requests) failed; the first: \(first)")
  }
}
