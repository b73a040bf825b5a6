import Streams

/// Why a model as a whole cannot go on.
package enum ModelError: StatusError, Equatable, CustomStringConvertible {
  /// The server cannot be reached, or keeps failing.
  case unavailable(String)
  /// The directory is no model that can be loaded.
  case damaged(String)
  /// The model cannot do what is asked, whatever the request.
  case unsupported(String)
  /// The work stops, and what is done of it is kept: to run the same again goes on.
  case stopped(String)
  /// The server was there, and answered no request at all.
  case nothingAnswered(String)

  package var description: String {
    switch self {
    case .unavailable(let reason), .damaged(let reason), .unsupported(let reason),
      .stopped(let reason), .nothingAnswered(let reason):
      reason
    }
  }

  package var status: ExitStatus {
    switch self {
    case .unavailable: .unavailable
    case .damaged: .badData
    case .unsupported: .usage
    case .stopped: .stoppedHalfway
    case .nothingAnswered: .nothingAnswered
    }
  }
}
