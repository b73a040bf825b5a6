/// Where a model comes from, as `--model` says it.
package enum ModelSource: Equatable, Sendable {
  /// A directory in the Hugging Face layout, for the embedded engine.
  case directory(String)
  /// The base addresses of OpenAI-compatible servers that share the work.
  case server([String])
  /// A file of recorded answers.
  case replay(String)

  /// Reads `http://…` and `https://…`, several with commas between, as servers,
  /// `replay:FILE` as recorded answers, and everything else as a directory.
  package init(_ argument: String) {
    let lower = argument.lowercased()
    if lower.hasPrefix("http://") || lower.hasPrefix("https://") {
      self = .server(argument.split(separator: ",").map(String.init))
    } else if lower.hasPrefix("replay:") {
      self = .replay(String(argument.dropFirst("replay:".count)))
    } else {
      self = .directory(argument)
    }
  }
}
