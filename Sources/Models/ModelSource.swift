/// Where a model comes from, as `--model` says it.
package enum ModelSource: Equatable, Sendable {
  /// A directory in the Hugging Face layout, for the embedded engine.
  case directory(String)
  /// The base address of an OpenAI-compatible server.
  case server(String)
  /// A file of recorded answers.
  case replay(String)

  /// Reads `http://…` and `https://…` as servers, `replay:FILE` as recorded answers, and everything
  /// else as a directory.
  package init(_ argument: String) {
    let lower = argument.lowercased()
    if lower.hasPrefix("http://") || lower.hasPrefix("https://") {
      self = .server(argument)
    } else if lower.hasPrefix("replay:") {
      self = .replay(String(argument.dropFirst("replay:".count)))
    } else {
      self = .directory(argument)
    }
  }
}
