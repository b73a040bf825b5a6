import Records

/// What is posted to a server: the end of the address and the body.
struct ServerCall: Equatable, Sendable {
  var path: String
  /// Null for what is only fetched.
  var body: JSON
}
