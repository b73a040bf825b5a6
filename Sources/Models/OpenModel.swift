import Glibc
import Records
import Streams

/// A model that is ready to be asked, with what the history keeps of it.
package struct OpenModel {
  /// The model; its answers are kept if there is a journal.
  package let model: any LanguageModel
  /// How records become prompts.
  package let rendering: Rendering
  /// How the rows were made that trained the model; empty if that is not known.
  package let history: [JSON]
  private let journal: Journal?

  /// Puts them together.
  init(_ model: any LanguageModel, _ rendering: Rendering, _ journal: Journal?) {
    self.model = journal.map { JournaledModel(model, $0) } ?? model
    self.rendering = rendering
    self.journal = journal
    history = (model as? EmbeddedModel)?.history?.array ?? []
  }

  /// Ends a run whose output is in its place: a journal that lies beside it is no longer needed.
  package func close() throws { try journal?.close() }

  /// Model, revision, abilities and rendering for the history's entry.
  package var details: [JSON.Member] {
    var details = [JSON.Member("model", .string(model.name))]
    if let revision = model.revision { details.append(JSON.Member("revision", .string(revision))) }
    if let abilities = model.abilities { details.append(JSON.Member("abilities", abilities)) }
    if rendering.history != [:] { details.append(JSON.Member("rendering", rendering.history)) }
    return details
  }
}

extension ModelOptions {
  /// Opens the model and the files of its rendering.
  ///
  /// The key of a server is taken from the environment variable OPENAI_API_KEY, and from nowhere
  /// else.
  /// - Parameters:
  ///   - threads: how many the embedded engine uses.
  ///   - journal: where and how answers are kept, if they are.
  ///   - defaultTemplate: makes the prompts where no template is given.
  package func open(
    threads: Int, journal: JournalContext, defaultTemplate: String? = nil
  ) throws -> OpenModel {
    let rendering = try rendering.open(defaultTemplate: defaultTemplate)
    let key = getenv("OPENAI_API_KEY").map { String(cString: $0) }
    let model = try open(
      key: key?.isEmpty == false ? key : nil,
      authorities: getenv("SSL_CERT_FILE").map { String(cString: $0) }, jitter: UInt64(getpid()),
      directory: { path in
        EmbeddedModel(try ModelDirectory(path: path), name: path, threads: threads)
      })
    for warning in (model as? HTTPModel)?.found?.warnings ?? [] {
      journal.say("warning: \(warning)")
    }
    return OpenModel(model, rendering, try openJournal(of: model, journal))
  }

  /// Opens the model if one is given.
  package func openIfGiven(threads: Int, journal: JournalContext) throws -> OpenModel? {
    model == nil ? nil : try open(threads: threads, journal: journal)
  }

  /// Opens the journal that is asked for; a server's answers have one beside the output.
  private func openJournal(
    of model: any LanguageModel, _ context: JournalContext
  ) throws -> Journal? {
    let isServer = model.address != nil
    let beside = isServer && !noJournal ? context.output.map { "\($0).journal" } : nil
    guard let path = journal ?? beside else { return nil }
    return try Journal(
      path: path, isTemporary: journal == nil, model: model, explains: explain, context: context)
  }
}
