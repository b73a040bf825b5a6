/// How one transfer ended.
enum TransferResult: Equatable, Sendable {
  case answered(HTTPAnswer)
  /// No whole answer came: libcurl's reason.
  case broken(String)

  /// Reads the answer, if one came.
  func read(secrets: [String]) -> ServerReading {
    switch self {
    case .answered(let answer): ServerReading(answer, secrets: secrets)
    case .broken(let reason): .broken(reason: reason)
    }
  }
}
