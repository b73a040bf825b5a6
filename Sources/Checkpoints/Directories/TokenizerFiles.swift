import Records
import Streams

/// The tokenizer of a model directory, and its chat template.
struct TokenizerFiles {
  let tokenizer: any Tokenizer
  /// How conversations become texts; nil if the directory does not say.
  let chatTemplate: ChatTemplate?

  /// Reads `tokenizer.json`, `tokenizer_config.json` and `chat_template.jinja`.
  /// - Parameters:
  ///   - path: the directory.
  ///   - names: its files.
  ///   - endTokens: those of `config.json`, the first of which ends texts if the tokenizer's own
  ///     configuration names no other.
  init(path: String, names: [String], endTokens: [Int32]) throws {
    let file = "\(path)/tokenizer.json"
    let json = try JSONFile.value(file)
    let configuration = try Self.configuration(path: path, names: names)
    func named(_ key: String) -> String? {
      configuration[key]?.string ?? configuration[key]?["content"]?.string
    }
    if json["model"]?["type"] == "WordLevel" {
      tokenizer = try CharacterTokenizer(json: json, path: file)
    } else {
      for key in ["add_eos_token", "add_prefix_space"] where configuration[key] == true {
        throw ModelError.unsupported(
          "\(path)/tokenizer_config.json: \(key) is true; only false can be used")
      }
      let parts = try ByteLevelParts(json: json, path: file)
      let end = named("eos_token").map { parts.token(named: $0) } ?? endTokens.first
      guard let end else {
        throw ModelError.damaged("\(path): no eos_token that the tokenizer has ends texts")
      }
      tokenizer = ByteLevelTokenizer(parts, endOfText: end)
    }
    let template = try Self.template(path: path, names: names, configuration)
    chatTemplate = try template.map { source, file in
      do {
        return try ChatTemplate(
          source, begin: named("bos_token") ?? "", end: named("eos_token") ?? "")
      } catch {
        throw ModelError.unsupported("\(file): \(error)")
      }
    }
  }

  /// The members of `tokenizer_config.json` that matter here; others hold numbers of any length.
  private static func configuration(path: String, names: [String]) throws -> JSON {
    guard names.contains("tokenizer_config.json") else { return [:] }
    let file = try MappedFile(path: "\(path)/tokenizer_config.json")
    do {
      return try Record(line: file.bytes).object([
        "bos_token", "eos_token", "chat_template", "add_eos_token", "add_prefix_space",
      ])
    } catch {
      throw ModelError.damaged("\(path)/tokenizer_config.json: \(error)")
    }
  }

  /// The template's text and the file that has it; of several the one named default.
  private static func template(path: String, names: [String], _ configuration: JSON) throws
    -> (source: String, file: String)?
  {
    if names.contains("chat_template.jinja") {
      let file = "\(path)/chat_template.jinja"
      return (try TextFile.text(file), file)
    }
    guard let value = configuration["chat_template"], value != .null else { return nil }
    let file = "\(path)/tokenizer_config.json"
    let named = value.array?.first { $0["name"] == "default" }?["template"]
    guard let source = value.string ?? named?.string else {
      throw ModelError.unsupported(
        "\(file): chat_template is no text, and none of a list is default")
    }
    return (source, file)
  }
}
