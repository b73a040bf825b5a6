import Engine
import Records
import Streams

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
  /// - Parameters:
  ///   - storage: the type of its numbers in the files.
  ///   - longestFile: how many bytes of numbers a file has at most.
  /// - Throws: `StreamError` if the disk refuses.
  @discardableResult
  package mutating func save(
    to path: String, storage: Storage = .f32, longestFile: Int = Weights.longestFile
  ) throws -> String {
    let directory = try PartialDirectory(for: path, isOwn: Self.isOwn)
    do {
      let revision = try Weights.write(
        parameters, to: directory.temporary, longestFile: longestFile, storage: storage)
      for (name, bytes) in try smallFiles(storage) {
        try OutputFile.write(bytes, to: "\(directory.temporary)/\(name)")
      }
      try OutputFile.write(revision + "\n", to: directory.temporary + "/revision")
      try directory.commit()
      self.revision = revision
      return revision
    } catch {
      directory.abandon()
      throw error
    }
  }

  /// All files but weights and revision: those that the model came with, or else new ones.
  private func smallFiles(_ storage: Storage) throws -> [(name: String, bytes: [UInt8])] {
    var files = companions.mapValues { Array($0.bytes) }
    func add(_ name: String, _ json: JSON) { files[name] = Array((json.text + "\n").utf8) }
    if let config = files["config.json"] {
      add("config.json", try JSON(parsing: config).withType(storage.name))
    } else {
      add("config.json", configuration.json.withType(storage.name))
      add("generation_config.json", configuration.generation)
    }
    if let characters = tokenizer as? CharacterTokenizer, files["tokenizer.json"] == nil {
      add("tokenizer.json", characters.json)
      add(
        "tokenizer_config.json",
        characters.configuration(context: configuration.architecture.context))
    }
    if let history { add("history.json", history) }
    return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether a file of this name belongs to a model and may be replaced with it.
  @Sendable private static func isOwn(_ name: String, _ names: [String]) -> Bool {
    let known = companionNames + ["history.json", "revision"]
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

extension JSON {
  /// The content of a `config.json` with another type of the weights.
  fileprivate func withType(_ type: String) -> JSON {
    let keys = ["dtype", "torch_dtype"]
    var changed = (members ?? []).filter { !keys.contains($0.key) }
    let place = (members ?? []).firstIndex { keys.contains($0.key) } ?? changed.count
    changed.insert(JSON.Member("dtype", .string(type)), at: min(place, changed.count))
    return .object(changed)
  }
}
