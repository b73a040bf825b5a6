import Records

/// What a `tokenizer.json` says of a byte-level tokenizer.
struct ByteLevelParts {
  /// The bytes of each token of the model's vocabulary.
  private(set) var vocabulary: [Int32: [UInt8]] = [:]
  private(set) var merges = MergeTable(capacity: 0)
  private(set) var ignoresMerges = false
  /// Added tokens that are found before normalisation.
  private(set) var rawTokens: [AddedTokens.Token] = []
  /// Added tokens that are found after it.
  private(set) var normalizedTokens: [AddedTokens.Token] = []
  private(set) var composes = false
  let preTokenizer: PreTokenizer
  /// The tokens that stand before every text.
  private(set) var textStart: [Int32] = []
  private let path: String

  /// Reads the content of a `tokenizer.json`.
  /// - Throws: `ModelError.unsupported` for whatever would be computed differently, by its name.
  init(json: JSON, path: String) throws(ModelError) {
    self.path = path
    preTokenizer = try PreTokenizer(json: json["pre_tokenizer"] ?? .null, path: path)
    composes = try Self.composes(json["normalizer"] ?? .null, path)
    try readModel(json["model"] ?? .null)
    for item in json["added_tokens"]?.array ?? [] {
      let token = try AddedTokens.Token(json: item, path: path)
      if item["normalized"] == true {
        normalizedTokens.append(token)
      } else {
        rawTokens.append(token)
      }
    }
    try readPostProcessor(json["post_processor"] ?? .null)
    guard json["decoder"]?["type"] == "ByteLevel" else {
      throw .unsupported(
        "\(path): this decoder cannot be used: \((json["decoder"] ?? .null).text)")
    }
  }

  /// The number of a token of this text, added or of the vocabulary.
  func token(named name: String) -> Int32? {
    let added = (rawTokens + normalizedTokens).first { $0.content.elementsEqual(name.utf8) }
    if let added { return added.id }
    let bytes = ByteAlphabet.bytes(of: name)
    return vocabulary.first { $0.value == bytes }?.key
  }

  private static func composes(_ json: JSON, _ path: String) throws(ModelError) -> Bool {
    let parts =
      json["type"] == "Sequence" ? json["normalizers"]?.array ?? [] : json == .null ? [] : [json]
    for part in parts where part["type"] != "NFC" {
      throw .unsupported("\(path): this normalizer cannot be used: \(part.text)")
    }
    return !parts.isEmpty
  }

  // MARK: - The model

  private mutating func readModel(_ json: JSON) throws(ModelError) {
    guard json["type"] == "BPE", let members = json["vocab"]?.members,
      let pairs = json["merges"]?.array
    else {
      throw .unsupported(
        "\(path): the tokenizer is \(json["type"]?.string ?? "of no type"); only BPE, and "
          + "WordLevel of single characters, can be used")
    }
    for key in ["dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback"] {
      guard let value = json[key], value != .null, value != "", value != false, value.double != 0
      else { continue }
      throw .unsupported("\(path): the model's \(key) is \(value.text), which cannot be used")
    }
    ignoresMerges = json["ignore_merges"] == true
    var numbers: [String: Int32] = [:]
    numbers.reserveCapacity(members.count)
    vocabulary.reserveCapacity(members.count)
    for member in members {
      guard let number = member.value.integer, let id = Int32(exactly: number), id >= 0,
        vocabulary[id] == nil
      else {
        throw .damaged("\(path): the token \"\(member.key)\" has no number of its own")
      }
      numbers[member.key] = id
      // A special token may stand in the vocabulary too, in characters that are no bytes.
      vocabulary[id] = ByteAlphabet.bytes(of: member.key) ?? Array(member.key.utf8)
    }
    try readMerges(pairs, numbers)
  }

  /// Merges are lists of two tokens, or in older files two tokens with a space between.
  private mutating func readMerges(_ pairs: [JSON], _ numbers: [String: Int32]) throws(ModelError) {
    merges = MergeTable(capacity: pairs.count)
    for (rank, pair) in pairs.enumerated() {
      let names =
        pair.array?.compactMap(\.string) ?? pair.string?.split(separator: " ").map(String.init)
        ?? []
      guard names.count == 2, let left = numbers[names[0]], let right = numbers[names[1]],
        let token = numbers[names[0] + names[1]]
      else { throw .damaged("\(path): merge \(rank + 1) is of no known tokens: \(pair.text)") }
      merges.insert(left, right, .init(rank: UInt32(rank), token: token))
    }
  }

  // MARK: - The post-processor

  /// Reads which tokens stand before a text.
  private mutating func readPostProcessor(_ json: JSON) throws(ModelError) {
    switch json["type"]?.string {
    case nil, "ByteLevel": break
    case "Sequence":
      for part in json["processors"]?.array ?? [] { try readPostProcessor(part) }
    case "TemplateProcessing": try readTemplate(json)
    default: throw .unsupported("\(path): this post_processor cannot be used: \(json.text)")
    }
  }

  private mutating func readTemplate(_ json: JSON) throws(ModelError) {
    var seesText = false
    for part in json["single"]?.array ?? [] {
      if part["Sequence"] != nil {
        seesText = true
        continue
      }
      let name = part["SpecialToken"]?["id"]?.string ?? ""
      let ids = json["special_tokens"]?[name]?["ids"]?.array ?? []
      let tokens = ids.compactMap { $0.integer.flatMap(Int32.init(exactly:)) }
      guard !tokens.isEmpty, tokens.count == ids.count else {
        throw .damaged("\(path): the post_processor's token \"\(name)\" has no numbers")
      }
      guard !seesText else {
        throw .unsupported(
          "\(path): the post_processor puts \"\(name)\" after texts, which cannot be continued then"
        )
      }
      textStart += tokens
    }
  }
}
