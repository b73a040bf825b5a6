/// Which samples have no vote, whatever their text says.
package struct Abstention: Equatable, Sendable {
  /// Whether samples that were cut off at their longest may vote.
  package var truncated: Bool

  /// - Parameter truncated: whether samples that were cut off at their longest may vote.
  package init(truncated: Bool = false) {
    self.truncated = truncated
  }

  /// Whether a sample that ended in this way abstains.
  ///
  /// What was filtered or failed never votes: its text is not what the model meant to say.
  /// - Parameter finish: the sample's field of this name; `nil` if it has none.
  package func excludes(finish: String?) -> Bool {
    switch finish {
    case "length": !truncated
    case "filter", "error": true
    default: false
    }
  }
}
