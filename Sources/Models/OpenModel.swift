import Glibc
import Records

/// A model that is ready to be asked, with what the history keeps of it.
package struct OpenModel {
  /// The model.
  package let model: any LanguageModel
  /// How records become prompts.
  package let rendering: Rendering

  /// How the rows were made that trained the model; empty if that is not known.
  package var history: [JSON] { (model as? EmbeddedModel)?.history?.array ?? [] }

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
  ///   - defaultTemplate: makes the prompts where no template is given.
  package func open(threads: Int, defaultTemplate: String? = nil) throws -> OpenModel {
    let rendering = try rendering.open(defaultTemplate: defaultTemplate)
    let key = getenv("OPENAI_API_KEY").map { String(cString: $0) }
    let model = try open(
      key: key?.isEmpty == false ? key : nil,
      authorities: getenv("SSL_CERT_FILE").map { String(cString: $0) }, jitter: UInt64(getpid()),
      directory: { path in
        EmbeddedModel(try ModelDirectory(path: path), name: path, threads: threads)
      })
    return OpenModel(model: model, rendering: rendering)
  }

  /// Opens the model if one is given.
  package func openIfGiven(threads: Int) throws -> OpenModel? {
    model == nil ? nil : try open(threads: threads)
  }
}
