/// Why a completion ended.
package enum Finish: String, Sendable {
  case stop
  case length
  case filter
  case error

  /// Whether there is no answer because none was to be had.
  var isFailure: Bool { self == .filter || self == .error }
}
