import ArgumentParser
import Engine
import Records

/// Which model a filter asks, and what the model sees of a record.
package struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: a directory, the URL of an OpenAI-compatible server, or replay:FILE.",
      discussion: """
        A server is given as http://host:8000/v1, several that share the work with commas between; \
        OPENAI_API_KEY is sent if it is set, and SSL_CERT_FILE believed.
        """, valueName: "directory|url|replay:file"))
  package var model: String?

  @OptionGroup(title: "Rendering") package var rendering: RenderingOptions

  @OptionGroup(title: "Server") package var server: ServerOptions

  @OptionGroup(title: "Cost") package var cost: CostOptions

  @Option(
    help: ArgumentHelp(
      "Keep every answer here as it comes, and ask nothing that is answered here.",
      discussion: """
        A run that was ended, in whatever way, goes on when it is started again. The file is a \
        stream, which inspect shows. With the URL of a server and --output FILE it is by itself \
        FILE.journal, and is removed when FILE is complete; one that is named stays.
        """, valueName: "file"))
  package var journal: String?

  @Flag(help: "Keep no journal beside the output.")
  package var noJournal = false

  @Flag(help: "Ask again what the journal holds a refusal of, or an answer that was filtered.")
  package var retryRefused = false

  @Flag(help: "Say why a request is not in the journal.")
  package var explain = false

  package init() {}

  package func validate() throws {
    guard model?.isEmpty != true else { throw ValidationError("--model must not be empty") }
    if case .server? = source {
    } else if server.servedModel != nil {
      throw ValidationError("--served-model goes with the URL of a server")
    }
    guard journal?.isEmpty != true, journal != "-" else {
      throw ValidationError("--journal names no file: “\(journal ?? "")”")
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
      settings.jitter = jitter
      return try HTTPModel(settings)
    }
  }
}

/// What the model sees of a record beside its prompt.
package struct RenderingOptions: ParsableArguments {
  @Flag(help: "Send a string prompt as a user message of a conversation.")
  package var chat = false

  @Option(help: ArgumentHelp("A system prompt in front of every prompt.", valueName: "text"))
  package var system: String?

  @Option(
    help: ArgumentHelp(
      "Worked examples before every prompt: JSON Lines with prompt and solution or completion.",
      valueName: "file"))
  package var fewShot: String?

  @Option(
    help: ArgumentHelp(
      "A mustache template that makes the prompt from the record's fields.", valueName: "file"))
  package var template: String?

  package init() {}

  /// The template that prompts are made by, as a file holds it but for the newline at its end.
  /// - Throws: what `open` throws.
  package func templateText(default text: String, showing shown: [String]) throws -> String {
    try open(defaultTemplate: text, showing: shown).template?.source ?? text
  }

  /// Reads and checks the files; the newline at the end of a template's file is not part of it.
  /// - Parameters:
  ///   - defaultTemplate: what is taken where none is given.
  ///   - shown: the names that a template is there for, each of which it must look at.
  /// - Throws: `ModelError.damaged` or `RenderingError`.
  package func open(defaultTemplate: String? = nil, showing shown: [String] = []) throws
    -> Rendering
  {
    var checked = try defaultTemplate.map(Template.init)
    if let template {
      var text = try TextFile.text(template)
      if text.last?.isNewline == true { text.removeLast() }
      do {
        checked = try Template(text)
      } catch {
        throw RenderingError("\(template): \(error)")
      }
      let names = checked?.fields ?? []
      if let unseen = shown.first(where: { !names.contains($0) }) {
        let meant = NearestName.of(unseen, among: names).map { "; is that {{\($0)}}?" } ?? ""
        throw RenderingError("\(template): the template does not show {{\(unseen)}}\(meant)")
      }
    }
    let examples = try fewShot.map(TextFile.jsonLines) ?? []
    do {
      return try Rendering(chat: chat, system: system, examples: examples, template: checked)
    } catch {
      throw RenderingError("\(fewShot ?? ""): \(error)")
    }
  }
}
