/// An error with the exit status of a filter.
package protocol StatusError: Error {
  /// The status.
  var status: ExitStatus { get }
}

extension StreamError: StatusError {
  package var status: ExitStatus {
    switch self {
    case .empty, .cutOff, .noTrailer, .damaged, .foreign, .longLine: .badData
    case .system(let action, _, _): action == Self.opening ? .inputMissing : .inputOutput
    case .closed: .done
    }
  }

  /// The action whose failure means that an input is not there.
  static let opening = "open"
}
