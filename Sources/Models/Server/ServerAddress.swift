import Checkpoints

/// The base address of a server, checked.
struct ServerAddress: Equatable, Sendable {
  /// Without a slash at its end.
  var url: String
  /// Whether it is this machine, which no proxy can reach.
  var isLocal: Bool

  /// Checks an address such as `http://host:8000/v1`.
  /// - Throws: `ModelError.unsupported`; names and keys within an address are refused, since
  ///   addresses are recorded.
  init(_ text: String) throws(ModelError) {
    let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
    guard let scheme else {
      throw .unsupported("«\(text)» is no address of a server: it begins with http:// or https://")
    }
    var rest = text.dropFirst(scheme.count)
    while rest.last == "/" { rest.removeLast() }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw .unsupported(
        "a server's address must hold no name or key: put the key into OPENAI_API_KEY")
    }
    guard !authority.isEmpty, rest.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !rest.contains("?"), !rest.contains("#")
    else {
      throw .unsupported("«\(text)» is no base address such as http://host:8000/v1")
    }
    url = scheme + rest
    let host =
      authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    isLocal = host == "localhost" || host == "[::1" || host.hasPrefix("127.")
  }
}
