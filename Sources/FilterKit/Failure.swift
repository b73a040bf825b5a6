import Streams

/// An error of a filter, with its exit status.
package struct Failure: StatusError, Equatable, CustomStringConvertible {
  package var status: ExitStatus
  package var description: String
  /// The error of a stream that caused it, if any.
  package var cause: StreamError?

  /// Makes an error.
  package init(_ status: ExitStatus, _ description: String, cause: StreamError? = nil) {
    self.status = status
    self.description = description
    self.cause = cause
  }
}
