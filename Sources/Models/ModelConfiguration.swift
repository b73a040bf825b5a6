import Engine
import Records

/// What `config.json` says about a model.
package struct ModelConfiguration: Equatable, Sendable {
  /// The decoder's sizes and switches.
  package var architecture: Architecture
  /// The tokens that end a text (`eos_token_id`), none if the file has none.
  package var endTokens: [Int32]
  /// The token that fills up a batch (`pad_token_id`).
  package var paddingToken: Int32?

  /// Makes a configuration.
  package init(architecture: Architecture, endTokens: [Int32], paddingToken: Int32?) {
    self.architecture = architecture
    self.endTokens = endTokens
    self.paddingToken = paddingToken
  }
}

// MARK: - Reading

extension ModelConfiguration {
  /// Reads the content of a `config.json` of `LlamaForCausalLM` or `SmolLM3ForCausalLM`.
  ///
  /// What is absent has the default of transformers 5.
  /// - Throws: `ModelError.unsupported` for whatever the engine would compute differently, by its
  ///   name; `ModelError.damaged` for sizes that contradict one another.
  package init(json: JSON, path: String) throws(ModelError) {
    let fields = ConfigurationFields(json: json, path: path)
    let kind = try ModelKind(fields: fields)
    try fields.refuseWhatTheEngineLacks()
    let width = try fields.size("hidden_size", default: kind.width)
    let layers = try fields.size("num_hidden_layers", default: kind.layers)
    let heads = try fields.size("num_attention_heads", default: kind.heads)
    architecture = Architecture(
      vocabulary: try fields.size("vocab_size", default: kind.vocabulary), width: width,
      layers: layers, heads: heads,
      keyValueHeads: try fields.size("num_key_value_heads", default: kind.keyValueHeads ?? heads),
      headWidth: try fields.size("head_dim", default: width / heads),
      feedForward: try fields.size("intermediate_size", default: 11_008),
      normEpsilon: Float(try fields.number("rms_norm_eps", default: 1e-6)),
      ropeTheta: Float(try fields.ropeTheta(default: kind.ropeTheta)),
      rotates: try fields.rotates(layers: layers, kind: kind),
      tiedHead: try fields.flag("tie_word_embeddings", default: kind == .smolLM3),
      context: try fields.size("max_position_embeddings", default: kind.context))
    endTokens = try fields.tokens("eos_token_id")
    paddingToken = try fields.tokens("pad_token_id").first
    try fields.checkSizes(of: architecture)
  }
}

/// The classes of transformers that the engine computes, with their defaults.
private enum ModelKind: String {
  case llama = "LlamaForCausalLM"
  case smolLM3 = "SmolLM3ForCausalLM"

  init(fields: ConfigurationFields) throws(ModelError) {
    let architectures = fields.json["architectures"]?.array?.compactMap(\.string) ?? []
    let modelType = fields.json["model_type"]?.string
    let name =
      architectures.first
      ?? ["llama": "LlamaForCausalLM", "smollm3": "SmolLM3ForCausalLM"][modelType ?? ""]
      ?? modelType ?? "of no architecture"
    guard let kind = ModelKind(rawValue: name), architectures.count <= 1 else {
      throw .unsupported(
        "\(fields.path): the model is \(name); only LlamaForCausalLM and SmolLM3ForCausalLM can "
          + "be used")
    }
    self = kind
  }

  var width: Int { self == .llama ? 4096 : 2048 }
  var layers: Int { self == .llama ? 32 : 36 }
  var heads: Int { self == .llama ? 32 : 16 }
  var keyValueHeads: Int? { self == .llama ? nil : 4 }
  var vocabulary: Int { self == .llama ? 32_000 : 128_256 }
  var context: Int { self == .llama ? 2048 : 32_768 }
  var ropeTheta: Double { self == .llama ? 10_000 : 2_000_000 }
}

/// The members of a `config.json`, read by name; null counts as absent.
private struct ConfigurationFields {
  let json: JSON
  let path: String

  private func value(_ name: String) -> JSON? { json[name] == .null ? nil : json[name] }

  private func wrong(_ name: String, _ expected: String) -> ModelError {
    .damaged("\(path): \(name) is \(json[name]?.text ?? "absent"), expected \(expected)")
  }

  private func unsupported(_ name: String, _ only: String) -> ModelError {
    .unsupported("\(path): \(name) is \(json[name]?.text ?? "absent"); \(only)")
  }

  func size(_ name: String, default absent: Int) throws(ModelError) -> Int {
    guard let value = value(name) else { return absent }
    guard let size = value.integer, (1...(1 << 31)).contains(size) else {
      throw wrong(name, "a whole number from 1")
    }
    return size
  }

  func number(_ name: String, default absent: Double) throws(ModelError) -> Double {
    guard let value = value(name) else { return absent }
    guard let number = value.double, number > 0 else { throw wrong(name, "a positive number") }
    return number
  }

  func flag(_ name: String, default absent: Bool) throws(ModelError) -> Bool {
    guard let value = value(name) else { return absent }
    guard let flag = value.boolean else { throw wrong(name, "true or false") }
    return flag
  }

  /// One token or a list of them.
  func tokens(_ name: String) throws(ModelError) -> [Int32] {
    guard let value = value(name) else { return [] }
    let list = (value.array ?? [value]).map { $0.integer.flatMap(Int32.init(exactly:)) }
    let tokens = list.compactMap { $0 }
    guard tokens.count == list.count else { throw wrong(name, "a token's number or a list") }
    return tokens
  }

  /// Refuses options that change what a model computes.
  func refuseWhatTheEngineLacks() throws(ModelError) {
    for name in ["attention_bias", "mlp_bias", "use_sliding_window", "rope_interleaved"]
    where try flag(name, default: false) {
      throw unsupported(name, "only false can be used")
    }
    if let activation = value("hidden_act"), activation != "silu" {
      throw unsupported("hidden_act", "only \"silu\" can be used")
    }
    if let parallel = value("pretraining_tp"), parallel != 1 {
      throw unsupported("pretraining_tp", "only 1 can be used")
    }
    if let share = value("partial_rotary_factor"), share.double != 1 {
      throw unsupported("partial_rotary_factor", "only 1 can be used")
    }
    if value("quantization_config") != nil {
      throw unsupported("quantization_config", "only unquantized weights can be used")
    }
    if let types = value("layer_types")?.array, types.contains(where: { $0 != "full_attention" }) {
      throw unsupported("layer_types", "only \"full_attention\" can be used")
    }
  }

  /// The base of the rotary frequencies, which transformers 5 writes into `rope_parameters` and
  /// older ones beside a `rope_scaling`.
  func ropeTheta(default absent: Double) throws(ModelError) -> Double {
    let beside = try number("rope_theta", default: absent)
    for name in ["rope_scaling", "rope_parameters"] {
      guard let rope = value(name) else { continue }
      let kind = rope["rope_type"] ?? rope["type"] ?? "default"
      guard rope.members != nil, kind == "default" else {
        throw unsupported(name, "only the rope_type \"default\" can be used")
      }
      for member in rope.members ?? []
      where !["rope_type", "type", "rope_theta"].contains(member.key)
        && !(member.key == "partial_rotary_factor" && member.value.double == 1)
      {
        throw unsupported(name, "\(member.key) cannot be used")
      }
      guard let theta = rope["rope_theta"] else { continue }
      guard let base = theta.double, base > 0 else {
        throw wrong(name, "a positive rope_theta")
      }
      return base
    }
    return beside
  }

  /// Which layers rotate: `no_rope_layers` has 1 for those that do.
  func rotates(layers: Int, kind: ModelKind) throws(ModelError) -> [Bool] {
    guard kind == .smolLM3 else { return [Bool](repeating: true, count: layers) }
    guard let list = value("no_rope_layers") else {
      let interval = try size("no_rope_layer_interval", default: 4)
      return (0..<layers).map { ($0 + 1) % interval != 0 }
    }
    let values = list.array?.compactMap(\.integer) ?? []
    guard values.count == list.array?.count, values.count >= layers,
      values.allSatisfy({ $0 == 0 || $0 == 1 })
    else {
      throw wrong("no_rope_layers", "0 or 1 for each of \(layers) layers")
    }
    return values.prefix(layers).map { $0 == 1 }
  }

  func checkSizes(of architecture: Architecture) throws(ModelError) {
    guard architecture.heads % architecture.keyValueHeads == 0 else {
      throw wrong("num_key_value_heads", "a divisor of num_attention_heads")
    }
    guard architecture.headWidth % 2 == 0 || !architecture.rotates.contains(true) else {
      throw wrong("head_dim", "an even number where positions are rotary")
    }
    guard architecture.headWidth > 0 else { throw wrong("head_dim", "a number from 1") }
  }
}

// MARK: - Writing

extension ModelConfiguration {
  /// The content of `config.json` for transformers 5 and older ones.
  ///
  /// A model is a `LlamaForCausalLM` where all layers rotate, and else a `SmolLM3ForCausalLM`.
  package var json: JSON {
    let architecture = architecture
    let isLlama =
      architecture.rotates.allSatisfy { $0 } && architecture.width % architecture.heads == 0
    let end: JSON =
      endTokens.count == 1
      ? .integer(Int64(endTokens[0])) : .array(endTokens.map { .integer(Int64($0)) })
    let theta = Self.shortest(architecture.ropeTheta)
    var members: [JSON.Member] = [
      .init("architectures", [.string((isLlama ? ModelKind.llama : .smolLM3).rawValue)]),
      .init("model_type", .string(isLlama ? "llama" : "smollm3")),
      .init("dtype", "float32"),
      .init("vocab_size", .integer(Int64(architecture.vocabulary))),
      .init("hidden_size", .integer(Int64(architecture.width))),
      .init("num_hidden_layers", .integer(Int64(architecture.layers))),
      .init("num_attention_heads", .integer(Int64(architecture.heads))),
      .init("num_key_value_heads", .integer(Int64(architecture.keyValueHeads))),
      .init("head_dim", .integer(Int64(architecture.headWidth))),
      .init("intermediate_size", .integer(Int64(architecture.feedForward))),
      .init("hidden_act", "silu"),
      .init("rms_norm_eps", Self.shortest(architecture.normEpsilon)),
      .init("max_position_embeddings", .integer(Int64(architecture.context))),
      .init("rope_theta", theta),
      .init("rope_parameters", ["rope_type": "default", "rope_theta": theta]),
      .init("attention_bias", false), .init("mlp_bias", false),
      .init("tie_word_embeddings", .boolean(architecture.tiedHead)),
      .init("bos_token_id", endTokens.first.map { .integer(Int64($0)) } ?? nil),
      .init("eos_token_id", endTokens.isEmpty ? nil : end),
      .init("pad_token_id", paddingToken.map { .integer(Int64($0)) } ?? nil),
    ]
    if !isLlama {
      members.append(.init("use_sliding_window", false))
      members.append(
        .init("no_rope_layers", .array(architecture.rotates.map { .integer($0 ? 1 : 0) })))
    }
    return .object(members)
  }

  /// The shortest number that is this float, not the digits of its double.
  private static func shortest(_ value: Float) -> JSON { .number(Double("\(value)") ?? 0) }
}
