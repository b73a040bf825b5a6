import Engine
import Records
import Streams

/// A model as it lies on the disk, in the layout of Hugging Face.
///
///     config.json                    sizes and switches
///     model.safetensors              or pieces that model.safetensors.index.json lists
///     tokenizer.json                 with tokenizer_config.json
///     generation_config.json         may name more tokens that end a text
///     history.json                   how the rows were made that trained it
///     revision                       xxh64 of the weights' bytes, 16 hexadecimal digits
package struct ModelDirectory: Sendable {
  /// Sizes, switches and end tokens.
  package var configuration: ModelConfiguration
  /// All numbers in the order of `Architecture.tensors`.
  package var parameters: [Float]
  /// The tokenizer of its texts.
  package var tokenizer: any Tokenizer
  /// The history of the rows that trained it, nil if it came without.
  package var history: JSON?
  /// xxh64 of the weights' bytes in 16 hexadecimal digits; nil before they are written.
  package private(set) var revision: String?

  /// Makes a model that lies nowhere yet; texts end with the tokenizer's end token.
  package init(
    architecture: Architecture, parameters: [Float], tokenizer: CharacterTokenizer,
    history: JSON? = nil
  ) {
    precondition(
      parameters.count == architecture.parameterCount, "as many numbers as the model has")
    precondition(tokenizer.count <= architecture.vocabulary, "a vocabulary for all tokens")
    configuration = ModelConfiguration(
      architecture: architecture, endTokens: [tokenizer.endOfText],
      paddingToken: tokenizer.padding)
    self.parameters = parameters
    self.tokenizer = tokenizer
    self.history = history
  }
}

// MARK: - Loading

extension ModelDirectory {
  /// Loads a model.
  /// - Throws: `StreamError.system` if there is no such directory; `ModelError` that names the
  ///   file, and the tensor with the shapes expected and found, if it is damaged or of a kind that
  ///   the engine does not compute.
  package init(path: String) throws {
    let names = try PartialDirectory.names(in: path)
    func need(_ name: String) throws -> JSON {
      guard names.contains(name) else {
        throw ModelError.damaged("\(path) is no complete model: it has no \(name)")
      }
      return try Self.json("\(path)/\(name)")
    }
    configuration = try ModelConfiguration(
      json: try need("config.json"), path: "\(path)/config.json")
    let characters = try CharacterTokenizer(
      json: try need("tokenizer.json"), path: "\(path)/tokenizer.json")
    tokenizer = characters
    guard characters.count <= configuration.architecture.vocabulary else {
      throw ModelError.damaged(
        "\(path): tokenizer.json has \(characters.count) tokens, vocab_size in config.json is "
          + "\(configuration.architecture.vocabulary)")
    }
    if names.contains("generation_config.json") {
      try configuration.addEndTokens(
        generation: try need("generation_config.json"), path: "\(path)/generation_config.json")
    }
    if configuration.endTokens.isEmpty { configuration.endTokens = [characters.endOfText] }
    history = names.contains("history.json") ? try need("history.json") : nil
    let shards = try Self.shards(in: path, names: names)
    parameters = try Self.parameters(of: configuration.architecture, from: shards, path: path)
    revision = try Self.revision(of: shards, path: path, stored: names.contains("revision"))
  }

  private static func json(_ path: String) throws -> JSON {
    let file = try MappedFile(path: path)
    do {
      return try JSON(parsing: file.bytes)
    } catch {
      throw ModelError.damaged("\(path): no JSON: \(error)")
    }
  }

  /// The files with the weights, by name.
  private static func shards(in path: String, names: [String]) throws -> [Safetensors] {
    let index = "model.safetensors.index.json"
    if names.contains("model.safetensors") {
      return [try Safetensors(path: "\(path)/model.safetensors")]
    }
    guard names.contains(index) else {
      throw ModelError.damaged("\(path) is no complete model: it has no model.safetensors")
    }
    guard let map = try json("\(path)/\(index)")["weight_map"]?.members else {
      throw ModelError.damaged("\(path)/\(index): it has no weight_map")
    }
    return try Set(map.compactMap(\.value.string)).sorted().map { name in
      guard names.contains(name) else {
        throw ModelError.damaged("\(path) is no complete model: it has no \(name)")
      }
      return try Safetensors(path: "\(path)/\(name)")
    }
  }

  private static func parameters(
    of architecture: Architecture, from shards: [Safetensors], path: String
  ) throws -> [Float] {
    var places: [String: Safetensors] = [:]
    for shard in shards {
      for name in shard.entries.keys {
        guard places.updateValue(shard, forKey: name) == nil else {
          throw ModelError.damaged("\(shard.path): tensor \(name) is in another file too")
        }
      }
    }
    let slots = architecture.tensors
    var left = Set(places.keys).subtracting(slots.map(\.name))
    // A tied head may be stored twice, and older files hold the rotary frequencies.
    if architecture.tiedHead { left.remove("lm_head.weight") }
    if let other = left.filter({ !$0.hasSuffix(".rotary_emb.inv_freq") }).min() {
      throw ModelError.unsupported(
        "\(places[other]?.path ?? path): tensor \(other) is none of this model's")
    }
    return try [Float](unsafeUninitializedCapacity: architecture.parameterCount) { buffer, count in
      for slot in slots {
        guard let place = places[slot.name] else {
          throw ModelError.damaged(
            "\(shards.count == 1 ? shards[0].path : path): tensor \(slot.name) is missing "
              + "(expected \(slot.shape))")
        }
        try place.read(
          slot.name, shape: slot.shape,
          into: UnsafeMutableBufferPointer(rebasing: buffer[slot.range])
        )
      }
      count = architecture.parameterCount
    }
  }

  private static func revision(of shards: [Safetensors], path: String, stored: Bool) throws
    -> String
  {
    var hash = RunningHash()
    for shard in shards { hash.update(shard.bytes) }
    let revision = ContentHash.digits(hash.value)
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

// MARK: - Saving

extension ModelDirectory {
  /// Refuses a place for a model where something else lies, before hours of training.
  /// - Throws: `StreamError.system`.
  package static func checkPlace(_ path: String) throws(StreamError) {
    try PartialDirectory.check(path, isOwn: isOwn)
  }

  /// Writes the model to `PATH.partial` and renames when complete; a model that lies there is
  /// replaced in that moment.
  /// - Returns: the revision.
  /// - Throws: `StreamError` if the disk refuses, `ModelError.unsupported` for another tokenizer
  ///   than a character-level one.
  @discardableResult
  package mutating func save(to path: String) throws -> String {
    guard let characters = tokenizer as? CharacterTokenizer else {
      throw ModelError.unsupported("only character-level tokenizers can be written")
    }
    let directory = try PartialDirectory(for: path, isOwn: Self.isOwn)
    do {
      let architecture = configuration.architecture
      let hash = try Safetensors.write(
        architecture.tensors.map { Safetensors.Item($0.name, $0.shape) }, numbers: [parameters],
        to: directory.temporary + "/model.safetensors")
      let revision = ContentHash.digits(hash)
      var files: [(String, JSON)] = [
        ("config.json", configuration.json), ("generation_config.json", configuration.generation),
        ("tokenizer.json", characters.json),
        ("tokenizer_config.json", characters.configuration(context: architecture.context)),
      ]
      if let history { files.append(("history.json", history)) }
      for (name, json) in files {
        try Self.write(json.text + "\n", to: "\(directory.temporary)/\(name)")
      }
      try Self.write(revision + "\n", to: directory.temporary + "/revision")
      try directory.commit()
      self.revision = revision
      return revision
    } catch {
      directory.abandon()
      throw error
    }
  }

  private static func write(_ text: String, to path: String) throws(StreamError) {
    let output = try OutputFile(path: path)
    do {
      try output.write(Array(text.utf8))
      try output.commit()
    } catch {
      output.abandon()
      throw error
    }
  }

  /// Whether a file of this name belongs to a model and may be replaced with it.
  @Sendable private static func isOwn(_ name: String) -> Bool {
    let known = [
      "config.json", "generation_config.json", "history.json", "revision",
      "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json",
    ]
    let file =
      name.hasPrefix(".") && name.hasSuffix(".partial") ? name.dropFirst().dropLast(8) : name[...]
    return known.contains(String(file))
      || file.hasPrefix("model")
        && (file.hasSuffix(".safetensors") || file.hasSuffix(".index.json"))
  }
}

extension ModelConfiguration {
  /// The content of `generation_config.json`.
  fileprivate var generation: JSON {
    let config = json
    return .object(
      ["bos_token_id", "eos_token_id", "pad_token_id"].map {
        JSON.Member($0, config[$0] ?? .null)
      })
  }
}
