import Engine
import Records
import Streams

/// A model as it lies on the disk, in the layout of Hugging Face.
///
///     config.json                    sizes and switches
///     model.safetensors              or pieces that model.safetensors.index.json lists
///     tokenizer.json                 with tokenizer_config.json, maybe chat_template.jinja
///     generation_config.json         may name more tokens that end a text
///     history.json                   how the rows were made that trained it
///     revision                       xxh64 of the weights' bytes, 16 hexadecimal digits
package struct ModelDirectory: Sendable {
  /// Sizes, switches and end tokens.
  package var configuration: ModelConfiguration
  /// The numbers; a copy of this value shares them.
  package var parameters: Parameters
  /// The tokenizer of its texts.
  package var tokenizer: any Tokenizer
  /// How conversations become texts, nil if the model has no way.
  package var chatTemplate: ChatTemplate?
  /// The history of the rows that trained it, nil if it came without.
  package var history: JSON?
  /// xxh64 of the weights' bytes in 16 hexadecimal digits; nil before they are written.
  package internal(set) var revision: String?
  /// Whether it was changed by an adapter when it was loaded, and so lies in no one place.
  package internal(set) var isAdapted = false
  /// How its prompts become tokens.
  package var prompts: PromptTokens {
    PromptTokens(tokenizer: tokenizer, chatTemplate: chatTemplate)
  }

  /// The small files that it came with, by name; they are saved with it as they are.
  let companions: [String: MappedFile]

  /// Makes a model that lies nowhere yet; texts end with the tokenizer's end token.
  package init(
    parameters: Parameters, tokenizer: CharacterTokenizer, history: JSON? = nil
  ) {
    let architecture = parameters.architecture
    precondition(tokenizer.count <= architecture.vocabulary, "a vocabulary for all tokens")
    configuration = ModelConfiguration(
      architecture: architecture, endTokens: [tokenizer.endOfText],
      paddingToken: tokenizer.padding)
    self.parameters = parameters
    self.tokenizer = tokenizer
    self.history = history
    companions = [:]
  }
}

// MARK: - Loading

extension ModelDirectory {
  /// Loads a model.
  ///
  /// `model+adapter`, and an adapter that says where its model lies, are loaded as if merged.
  /// - Throws: `StreamError.system` if there is no such directory; `ModelError` that names the
  ///   file, and the tensor with the shapes expected and found, if it is damaged or of a kind that
  ///   the engine does not compute.
  package init(path: String) throws {
    if let (base, adapter) = Self.parts(of: path) {
      self = try Self.adapted(by: adapter, base: base)
      return
    }
    let names = try PartialDirectory.names(in: path)
    if AdapterDirectory.isAdapter(names) {
      self = try Self.adapted(by: path, base: nil)
      return
    }
    func need(_ name: String) throws -> JSON {
      guard names.contains(name) else {
        throw ModelError.damaged("\(path) is no complete model: it has no \(name)")
      }
      return try JSONFile.value("\(path)/\(name)")
    }
    configuration = try ModelConfiguration(
      json: try need("config.json"), path: "\(path)/config.json")
    if names.contains("generation_config.json") {
      try configuration.addEndTokens(
        generation: try need("generation_config.json"), path: "\(path)/generation_config.json")
    }
    guard names.contains("tokenizer.json") else {
      throw ModelError.damaged("\(path) is no complete model: it has no tokenizer.json")
    }
    let text = try TokenizerFiles(path: path, names: names, endTokens: configuration.endTokens)
    chatTemplate = text.chatTemplate
    let vocabulary = configuration.architecture.vocabulary
    let needed = [text.tokenizer.endOfText] + text.tokenizer.textStart
    guard needed.allSatisfy({ $0 < vocabulary }) else {
      throw ModelError.damaged(
        "\(path): tokenizer.json has \(text.tokenizer.count) tokens, vocab_size in config.json is "
          + "\(vocabulary), and every text needs one beyond it")
    }
    tokenizer =
      text.tokenizer.count > vocabulary
      ? BoundedTokenizer(text.tokenizer, vocabulary: vocabulary) : text.tokenizer
    configuration.endTokens.removeAll { $0 == text.tokenizer.endOfText }
    configuration.endTokens.insert(tokenizer.endOfText, at: 0)
    history = names.contains("history.json") ? try need("history.json") : nil
    companions = Dictionary(
      uniqueKeysWithValues: try Self.companionNames.filter(names.contains).map {
        ($0, try MappedFile(path: "\(path)/\($0)"))
      })
    let files = try Weights.files(in: path, names: names)
    parameters = try Weights.parameters(of: &configuration.architecture, from: files, path: path)
    revision = try Self.revision(of: files, path: path, stored: names.contains("revision"))
  }

  /// The files beside weights and history that a trained model keeps.
  static let companionNames = [
    "added_tokens.json", "chat_template.jinja", "config.json", "generation_config.json",
    "merges.txt", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
    "vocab.json",
  ]

  private static func revision(of files: [Safetensors], path: String, stored: Bool) throws
    -> String
  {
    let revision = Weights.revision(of: files)
    guard stored else { return revision }
    let written = try MappedFile(path: "\(path)/revision")
    let text = String(decoding: written.bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    guard text == revision else {
      throw ModelError.damaged(
        "\(path): the weights are not those that were saved: their hash is \(revision), the file "
          + "revision says \(text) (if they were changed on purpose, remove revision and "
          + "history.json)")
    }
    return revision
  }
}

extension ModelConfiguration {
  /// Adds the end tokens of a `generation_config.json`; how tokens are drawn is not read from it.
  fileprivate mutating func addEndTokens(generation: JSON, path: String) throws(ModelError) {
    let value = generation["eos_token_id"] ?? .null
    guard value != .null else { return }
    for item in value.array ?? [value] {
      guard let number = item.integer, let token = Int32(exactly: number) else {
        throw .damaged(
          "\(path): eos_token_id is \(value.text), expected a token's number or a list")
      }
      if !endTokens.contains(token) { endTokens.append(token) }
    }
  }
}
