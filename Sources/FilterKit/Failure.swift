import Streams

/// An error of a filter with the status that it ends with.
package struct Failure: StatusError, Equatable, CustomStringConvertible {
  package var status: ExitStatus
  package var description: String
  /// What is wrong with a stream, if that is it.
  package var cause: StreamError?

  /// Makes an error.
  package init(_ status: ExitStatus, _ description: String, cause: StreamError? = nil) {
    self.status = status
    self.description = description
    self.cause = cause
  }
}
