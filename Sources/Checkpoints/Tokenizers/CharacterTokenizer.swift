import Records

/// A tokenizer with one token for every character (Unicode scalar) of an alphabet.
///
/// Token 0 ends a text, token 1 pads a batch and stands, in the `tokenizers` library, for what the
/// alphabet lacks; here such text is an error.
package struct CharacterTokenizer: Tokenizer, Equatable {
  /// The text that the `tokenizers` library knows token 0 by.
  package static let endOfTextName = "<|endoftext|>"
  /// The text that the `tokenizers` library knows token 1 by.
  package static let paddingName = "<|padding|>"
  private static let specials = [endOfTextName, paddingName]

  /// The characters, token 2 first.
  package let alphabet: [Unicode.Scalar]
  private let tokens: [Unicode.Scalar: Int32]

  /// Makes a tokenizer for some characters, in their order; a repeated one counts once.
  /// - Throws: `ModelError.unsupported` for U+0000, which a JSON file cannot hold for every reader.
  package init(alphabet: some Sequence<Unicode.Scalar>) throws(ModelError) {
    var characters: [Unicode.Scalar] = []
    var tokens: [Unicode.Scalar: Int32] = [:]
    for scalar in alphabet where tokens[scalar] == nil {
      guard scalar != "\0" else {
        throw .unsupported("a tokenizer's alphabet cannot have the character U+0000")
      }
      tokens[scalar] = Int32(characters.count + Self.specials.count)
      characters.append(scalar)
    }
    self.alphabet = characters
    self.tokens = tokens
  }

  package var count: Int { alphabet.count + Self.specials.count }

  package var endOfText: Int32 { 0 }

  /// The token that fills up a batch.
  package var padding: Int32 { 1 }

  /// The tokens of a text; what looks like a special token in it is text as any other.
  package func encode(_ text: String) throws(TokenizerError) -> [Int32] {
    var result: [Int32] = []
    result.reserveCapacity(text.utf8.count)
    var offset = 0
    for scalar in text.unicodeScalars {
      guard let token = tokens[scalar] else {
        throw .unknownCharacter(scalar, offset: offset)
      }
      result.append(token)
      offset += UTF8.width(scalar)
    }
    return result
  }

  package func bytes(of token: Int32) -> [UInt8] {
    let index = Int(token) - Self.specials.count
    return alphabet.indices.contains(index) ? Array(String(alphabet[index]).utf8) : []
  }
}

// MARK: - Files

extension CharacterTokenizer {
  /// Every character by itself, for the regular expressions of the `tokenizers` library, whose dot
  /// leaves out line ends.
  private static let everyCharacter = #"[\s\S]"#

  /// The content of `tokenizer.json`.
  package var json: JSON {
    let specials = Self.specials.enumerated().map { id, name -> JSON in
      [
        "id": .integer(Int64(id)), "content": .string(name), "single_word": false,
        "lstrip": false, "rstrip": false, "normalized": false, "special": true,
      ]
    }
    let names = Self.specials + alphabet.map { String($0) }
    let vocabulary = names.enumerated().map { id, name in
      JSON.Member(name, .integer(Int64(id)))
    }
    return [
      "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(specials),
      "normalizer": nil,
      "pre_tokenizer": [
        "type": "Split", "pattern": ["Regex": .string(Self.everyCharacter)],
        "behavior": "Isolated", "invert": false,
      ],
      "post_processor": nil, "decoder": ["type": "Fuse"],
      "model": [
        "type": "WordLevel", "vocab": .object(vocabulary), "unk_token": .string(Self.paddingName),
      ],
    ]
  }

  /// The content of `tokenizer_config.json`, by which `AutoTokenizer` loads the other file.
  /// - Parameter context: the longest sequence that the model is meant for.
  package func configuration(context: Int) -> JSON {
    [
      "tokenizer_class": "PreTrainedTokenizerFast",
      "eos_token": .string(Self.endOfTextName), "pad_token": .string(Self.paddingName),
      "unk_token": .string(Self.paddingName), "clean_up_tokenization_spaces": false,
      "model_max_length": .integer(Int64(context)),
    ]
  }

  /// Reads the content of a `tokenizer.json` that has this form.
  /// - Throws: `ModelError.unsupported`, with what is different, for any other tokenizer.
  package init(json: JSON, path: String) throws(ModelError) {
    let type = json["model"]?["type"]?.string ?? "of no type"
    guard type == "WordLevel", let vocabulary = json["model"]?["vocab"]?.members else {
      throw .unsupported(
        "\(path): the tokenizer is \(type); only character-level tokenizers (WordLevel) can be "
          + "used")
    }
    var names = [String?](repeating: nil, count: vocabulary.count)
    for member in vocabulary {
      guard let id = member.value.integer, names.indices.contains(id), names[id] == nil else {
        throw .damaged(
          "\(path): the vocabulary's numbers are not 0 to \(vocabulary.count - 1), each once")
      }
      names[id] = member.key
    }
    var alphabet: [Unicode.Scalar] = []
    for name in names.dropFirst(Self.specials.count) {
      guard let scalars = name?.unicodeScalars, let scalar = scalars.first, scalars.count == 1
      else {
        throw .unsupported(
          "\(path): the token \"\(name ?? "")\" is no single character; only character-level "
            + "tokenizers can be used")
      }
      alphabet.append(scalar)
    }
    try self.init(alphabet: alphabet)
    for key in ["added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder"] {
      // What transformers writes when it saves a tokenizer that adds no tokens.
      let isIdle = key == "post_processor" && json[key]?["special_tokens"] == [:]
      guard isIdle || (json[key] ?? .null) == (self.json[key] ?? .null) else {
        throw .unsupported(
          "\(path): \(key) is not that of a character-level tokenizer: \(json[key]?.text ?? "")")
      }
    }
    guard names.prefix(Self.specials.count).elementsEqual(Self.specials) else {
      throw .unsupported(
        "\(path): tokens 0 and 1 are not \(Self.endOfTextName) and \(Self.paddingName)")
    }
  }
}
