/// What a server sent back.
struct HTTPAnswer: Equatable, Sendable {
  var status: Int
  var body: [UInt8]
  /// The headers of an answer that is no success, by their names in lower case.
  var headers: [String: String] = [:]
}
