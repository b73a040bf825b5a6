/// Why an answer holds no completion, though the server calls it one.
enum MissingCompletion: Error, Equatable {
  /// There is none in it: another attempt may bring one.
  case empty(String)
  /// The server failed while it answered.
  case failed(String)
  /// The model answers otherwise than with a text, and would again.
  case rejected(String)

  /// What it means for sending again.
  var reading: ServerReading {
    switch self {
    case .empty(let reason): .empty(reason: reason)
    case .failed(let reason): .busy(reason: reason, wait: nil)
    case .rejected(let reason): .rejected(reason: reason)
    }
  }
}
