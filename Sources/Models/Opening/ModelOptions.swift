import ArgumentParser
import Checkpoints
import Engine
import Records

/// Which model a filter asks, and what the model sees of a record.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: a directory, the URL of an OpenAI-compatible server, or replay:FILE.",
      discussion: """
        A server is given as http://host:8000/v1, several that share the work with commas between; \
        the key is taken from OPENAI_API_KEY, and SSL_CERT_FILE is honoured.
        """, valueName: "directory|url|replay:file"))
  package var model: String?

  @OptionGroup(title: "Rendering") package var rendering: RenderingOptions

  @OptionGroup(title: "Server") package var server: ServerOptions

  @OptionGroup(title: "Cost") package var cost: CostOptions

  @Option(
    help: ArgumentHelp(
      "The file that keeps every answer as it comes; what it answers is not asked again.",
      discussion: """
        A run that was interrupted resumes when it is started again. The file is a stream, which \
        inspect shows. Defaults to FILE.journal for a server with --output FILE, deleted once FILE \
        is complete; a journal that is named here is kept.
        """, valueName: "file"))
  package var journal: String?

  @Flag(help: "Keep no journal beside the output.")
  package var noJournal = false

  @Flag(help: "Send again the requests that failed or were filtered according to the journal.")
  package var retryFailed = false

  @Option(
    help: ArgumentHelp(
      "Take what stands between <NAME> and </NAME> at the beginning of an answer for its reasoning.",
      discussion: "For texts such as <think>…</think>7, which a server has not taken apart.",
      valueName: "name"))
  package var reasoningTag: String?

  @Option(
    help: ArgumentHelp(
      "Show the first requests as they would be sent, with what they would cost, and end.",
      valueName: "n"))
  package var preview: Int?

  @Flag(help: "Say why a request is not in the journal.")
  package var explain = false

  package init() {}

  package func validate() throws {
    guard model?.isEmpty != true else { throw ValidationError("--model must not be empty") }
    if case .server? = source {
    } else if server.servedModel != nil {
      throw ValidationError("--served-model goes with the URL of a server")
    } else if server.body != nil || !server.header.isEmpty {
      throw ValidationError("--body and --header go with the URL of a server, or with a batch")
    }
    guard journal?.isEmpty != true, journal != "-" else {
      throw ValidationError("invalid --journal \"\(journal ?? "")\": use the name of a file")
    }
    guard reasoningTag.map({ !$0.isEmpty && $0.allSatisfy(\.isLetter) }) ?? true else {
      throw ValidationError(
        "invalid --reasoning-tag \"\(reasoningTag ?? "")\": use a name such as think")
    }
    guard (preview ?? 1) >= 1 else {
      throw ValidationError("invalid --preview \(preview ?? 0): use a number from 1")
    }
    guard journal == nil || !noJournal else {
      throw ValidationError("--journal and --no-journal exclude each other")
    }
  }

  /// What computes the models of directories here, a line for `--version`.
  package static var engine: String { EngineDescription.current.line }

  /// Where the model comes from.
  package var source: ModelSource? { model.map(ModelSource.init) }

  /// Checks that a model is given.
  /// - Throws: `ValidationError` if it is not.
  package func need() throws {
    if model == nil { throw ValidationError("--model is missing") }
  }

  /// Opens the model.
  /// - Parameters:
  ///   - key: the key of a server, nil if it needs none.
  ///   - authorities: a file of certificates that servers' are checked by, nil for the system's.
  ///   - jitter: chooses the pauses between attempts at a server and nothing else; processes that
  ///     share a server should differ in it.
  ///   - directory: opens the embedded engine.
  /// - Throws: `ModelError`, and what `directory` throws.
  package func open(
    key: String?, authorities: String? = nil, jitter: UInt64,
    directory: (_ path: String) throws -> any LanguageModel
  ) throws -> any LanguageModel {
    switch source {
    case nil: throw ValidationError("--model is missing")
    case .directory(let path): return try directory(path)
    case .replay(let path):
      let text = try TextFile.text(path)
      do {
        return try ReplayModel(parsing: text, name: server.servedModel ?? "replay")
      } catch {
        throw ModelError.damaged("\(path), \(error)")
      }
    case .server(let urls):
      var settings = server.settings(urls)
      settings.key = key
      settings.authorities = authorities
      if preview != nil { (settings.probes, settings.identifies) = (false, true) }
      settings.headers = try server.header.map { try $0.withValue() }
      settings.jitter = jitter
      return try HTTPModel(settings)
    }
  }
}
