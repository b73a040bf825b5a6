import ArgumentParser
import Checkpoints
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
  /// The tokens of its answers, and what they cost.
  package let meter: Meter
  /// What is added to every request for a completion.
  private let body: JSON?
  private let reasoningTag: String?
  private let end: () throws -> Void

  /// Puts them together.
  /// - Parameter end: what is to be done when the output is in its place.
  init(
    _ model: any LanguageModel, _ rendering: Rendering, _ meter: Meter, _ context: JournalContext,
    reasoningTag: String? = nil, body: JSON? = nil, history: [JSON] = [],
    end: @escaping () throws -> Void
  ) {
    let divided = reasoningTag.map { ReasoningModel(model, tag: $0) } ?? model
    self.model = MeteredModel(divided, meter, say: context.say)
    self.reasoningTag = reasoningTag
    self.body = body
    self.rendering = rendering
    self.meter = meter
    self.history = history
    self.end = end
  }

  /// Ends a run whose output is in its place: a journal that lies beside it is no longer needed, and
  /// requests for a batch are complete.
  package func close() throws { try end() }

  /// Model, revision, abilities and rendering for the history's entry.
  package var details: [JSON.Member] {
    var details = [JSON.Member("model", .string(model.name))]
    if let revision = model.revision { details.append(JSON.Member("revision", .string(revision))) }
    if let abilities = model.abilities { details.append(JSON.Member("abilities", abilities)) }
    if let body { details.append(JSON.Member("body", body)) }
    if let reasoningTag { details.append(JSON.Member("reasoning_tag", .string(reasoningTag))) }
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
  ///   - batch: files that take the place of the model.
  ///   - defaultTemplate: makes the prompts where no template is given.
  ///   - shown: the names that a template must look at.
  package func open(
    threads: Int, journal context: JournalContext, batch: BatchOptions? = nil,
    defaultTemplate: String? = nil, showing shown: [String] = []
  ) throws -> OpenModel {
    let rendering = try rendering.open(defaultTemplate: defaultTemplate, showing: shown)
    if let batch, batch.isGiven { return try openBatch(batch, rendering, context) }
    let key = getenv("OPENAI_API_KEY").map { String(cString: $0) }
    let model = try open(
      key: key?.isEmpty == false ? key : nil,
      authorities: getenv("SSL_CERT_FILE").map { String(cString: $0) }, jitter: UInt64(getpid()),
      directory: { path in
        var directory = try ModelDirectory(path: path)
        directory.chatTemplate = directory.chatTemplate?.setting(rendering.variables)
        return EmbeddedModel(directory, name: path, threads: threads)
      })
    for warning in (model as? HTTPModel)?.found?.warnings ?? [] {
      context.say("warning: \(warning)")
    }
    let meter = try cost.meter(of: model.name)
    let body = model.address == nil ? nil : server.body?.json
    let variables = rendering.variables
    guard variables.isEmpty || model is EmbeddedModel else {
      throw ValidationError(
        "--template-set needs a model directory; give a server "
          + "--body '{\"chat_template_kwargs\": \(JSON.object(variables).text)}'")
    }
    let history = (model as? EmbeddedModel)?.history?.array ?? []
    if let preview {
      let model = PreviewModel(model, count: preview, price: try cost.price(of: model.name))
      return OpenModel(
        model, rendering, meter, context, reasoningTag: reasoningTag, body: body, history: history
      ) {}
    }
    guard let journal = try openJournal(of: model, variables, context) else {
      guard !cost.isLimited else {
        throw ValidationError("--budget needs --journal, or a server and --output, to go on later")
      }
      guard !retryFailed else {
        throw ValidationError("--retry-failed needs --journal FILE, where failed requests are kept")
      }
      return OpenModel(
        model, rendering, meter, context, reasoningTag: reasoningTag, body: body, history: history
      ) {}
    }
    return OpenModel(
      JournaledModel(model, journal, meter), rendering, meter, context, reasoningTag: reasoningTag,
      body: body, history: history, end: journal.close)
  }

  /// Puts the files of a batch queue in the place of the model.
  private func openBatch(
    _ batch: BatchOptions, _ rendering: Rendering, _ context: JournalContext
  ) throws -> OpenModel {
    guard journal == nil, !cost.isLimited else {
      throw ValidationError("a batch needs neither --journal nor --budget: its files are kept")
    }
    guard rendering.variables.isEmpty, preview == nil else {
      throw ValidationError("a batch takes neither --template-set nor --preview")
    }
    var name = server.servedModel ?? model
    if case .server? = source { name = server.servedModel }
    guard let name else { throw ValidationError("--served-model must name the batch's model") }
    let model = try BatchModel(name: name, batch, body: server.body?.json)
    return OpenModel(
      model, rendering, try cost.meter(of: name), context, reasoningTag: reasoningTag,
      body: server.body?.json
    ) { try model.close(context.say) }
  }

  /// Opens the model if one is given.
  package func openIfGiven(threads: Int, journal: JournalContext) throws -> OpenModel? {
    model == nil ? nil : try open(threads: threads, journal: journal)
  }

  /// Opens the journal that is asked for; a server's answers have one beside the output.
  private func openJournal(
    of model: any LanguageModel, _ variables: [JSON.Member], _ context: JournalContext
  ) throws -> Journal? {
    let isServer = model.address != nil
    let beside = isServer && !noJournal ? context.output.map { "\($0).journal" } : nil
    guard let path = journal ?? beside else { return nil }
    return try Journal(
      path: path, isTemporary: journal == nil, model: model,
      settings: (server.body.map { [JSON.Member("body", $0.json)] } ?? [])
        + (variables.isEmpty ? [] : [JSON.Member("template_set", .object(variables))]),
      explains: explain,
      retriesFailed: retryFailed, context: context)
  }
}
