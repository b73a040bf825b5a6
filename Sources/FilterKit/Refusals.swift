/// Counts the requests that a model refused, to say so at the end.
package final class Refusals {
  private var total = 0
  private var first: String?

  /// None yet.
  package init() {}

  /// Counts one.
  package func count(_ reason: String) {
    total += 1
    first = first ?? reason
  }

  /// Says how many there were, if any.
  package func report(_ filter: String) {
    guard let first else { return }
    say("\(filter): warning: the model refused \(total) requests; the first: \(first)")
  }
}
