import Records

/// Where servers are and how they are to be treated.
package struct ServerSettings: Sendable {
  /// Base addresses such as `http://host:8000/v1`; several share the work.
  package var urls: [String]
  /// The model to ask; nil is the only one that the server has.
  package var servedModel: String?
  /// Sent as a bearer token; it enters no message and no record.
  package var key: String?
  /// Further headers, with values that enter no message and no record.
  package var headers: [(name: String, value: String)] = []
  /// Members that are merged into the body of every request for a completion.
  package var body: JSON?
  package var retry = RetryPolicy()
  /// Seconds until a connection must stand.
  package var connectTimeout = 10.0
  /// Seconds until an answer must begin.
  package var firstByteTimeout = 600.0
  /// Seconds until one answer must be complete.
  package var timeout = 600.0
  /// A file of certificates of authorities that are believed, instead of the system's.
  package var authorities: String?
  /// Whether it is tried what a server can, before it is asked for anything.
  package var probes = true
  /// Whether it is only looked up which server it is, if nothing is tried.
  package var identifies = false
  /// Whether completions are asked for with log-probabilities, if the server has them.
  package var asksLogprobs = true
  /// Chooses the pauses between attempts, nothing that is recorded; processes that share a server
  /// should differ in it.
  package var jitter: UInt64 = 0

  /// Makes the settings for servers that need no key.
  package init(urls: [String]) { self.urls = urls }
}
