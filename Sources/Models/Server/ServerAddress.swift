import Checkpoints

/// The base address of a server, checked.
struct ServerAddress: Equatable, Sendable {
  /// As it was given, but for slashes at its end.
  var url: String
  /// The address without its query, and the query with its question mark; empty if there is none.
  private var base: String
  private var query: String
  /// Whether it is this machine, which no proxy can reach.
  var isLocal: Bool

  /// Checks an address such as `http://host:8000/v1`.
  /// - Throws: `ModelError.unsupported`; names and keys within an address are refused, since
  ///   addresses are recorded.
  init(_ text: String) throws(ModelError) {
    let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
    guard let scheme else {
      throw .unsupported("invalid address \"\(text)\": it must begin with http:// or https://")
    }
    let whole = text.dropFirst(scheme.count)
    var rest = whole.prefix { $0 != "?" }
    query = String(whole.dropFirst(rest.count))
    while rest.last == "/" { rest.removeLast() }
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
      throw .unsupported(
        "a server's address must hold no name or key: put the key into OPENAI_API_KEY")
    }
    guard !authority.isEmpty, whole.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !whole.contains("#")
    else {
      throw .unsupported("invalid address \"\(text)\": use one such as http://host:8000/v1")
    }
    if let secret = Self.secret(in: query) {
      throw .unsupported(
        "a server's address must hold no key: give \(secret) by --header NAME=VARIABLE")
    }
    base = scheme + rest
    url = base + query
    let host =
      authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    isLocal = host == "localhost" || host == "[::1" || host.hasPrefix("127.")
  }

  /// The address of an end point; the query stands behind its path.
  func url(of path: String) -> String { base + path + query }

  /// The first name in a query that looks like that of a secret.
  private static func secret(in query: String) -> String? {
    let names = query.dropFirst().split(separator: "&").map { String($0.prefix { $0 != "=" }) }
    return names.first { name in
      ["key", "token", "secret", "sig", "password"].contains { name.lowercased().contains($0) }
    }
  }
}
