/// Which samples may be learned from.
///
/// A trainer puts the end token behind every completion: a text that was cut off would teach to stop
/// in mid-sentence, a failed sample to say nothing.
package struct RowRule: Equatable, Sendable {
  /// Why a sample makes no row, as the ledger counts it.
  package enum Reason: String, CaseIterable, Sendable {
    /// It was cut off at its longest.
    case cutOff = "cut-off"
    /// A filter of the server took its text away.
    case filtered
    /// The model gave no answer.
    case failed
    /// Its text is empty.
    case empty
  }

  /// Whether samples that were cut off make rows, whose ends are not learned.
  package var takesTruncated: Bool

  /// - Parameter takesTruncated: whether samples that were cut off make rows.
  package init(takesTruncated: Bool = false) { self.takesTruncated = takesTruncated }

  /// Why a sample makes no row; nil if it makes one.
  /// - Parameters:
  ///   - finish: the sample's field of this name; nil if it has none.
  ///   - isEmpty: whether its text is empty.
  package func reason(finish: String?, isEmpty: Bool) -> Reason? {
    switch finish {
    case "length" where !takesTruncated: .cutOff
    case "filter": .filtered
    case "error": .failed
    default: isEmpty ? .empty : nil
    }
  }

  /// Whether the end of a sample's text is where the model ended it, so that it may be learned.
  package static func isEnded(finish: String?) -> Bool { finish != "length" }
}
