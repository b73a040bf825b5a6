import Engine
import Records

/// What `config.json` says about a model.
package struct ModelConfiguration: Equatable, Sendable {
  /// The class that it is of.
  package var family: ModelFamily
  /// The decoder's sizes and switches.
  package var architecture: Architecture
  /// The tokens that end a text (`eos_token_id`), none if the file has none.
  package var endTokens: [Int32]
  /// The token that fills up a batch (`pad_token_id`).
  package var paddingToken: Int32?

  /// Makes a configuration of the simplest class that has what the architecture needs.
  package init(architecture: Architecture, endTokens: [Int32], paddingToken: Int32?) {
    family = ModelFamily(of: architecture)
    self.architecture = architecture
    self.endTokens = endTokens
    self.paddingToken = paddingToken
  }
}

// MARK: - Reading

extension ModelConfiguration {
  /// Reads the content of a `config.json` of a class that `ModelFamily` has.
  ///
  /// What is absent has the default of transformers 5.
  /// - Throws: `ModelError.unsupported` for whatever the engine would compute differently, by its
  ///   name; `ModelError.damaged` for sizes that contradict one another.
  package init(json: JSON, path: String) throws(ModelError) {
    let fields = ConfigurationFields(json: json, path: path)
    family = try fields.family()
    try fields.refuseWhatTheEngineLacks()
    let defaults = family.defaults
    let width = try fields.size("hidden_size", default: defaults.width)
    let layers = try fields.size("num_hidden_layers", default: defaults.layers)
    let heads = try fields.size("num_attention_heads", default: defaults.heads)
    let context = try fields.size("max_position_embeddings", default: defaults.context)
    let (theta, scaling) = try fields.rope(default: defaults.ropeTheta, context: context)
    architecture = Architecture(
      vocabulary: try fields.size("vocab_size", default: defaults.vocabulary), width: width,
      layers: layers, heads: heads,
      keyValueHeads: try fields.size(
        "num_key_value_heads",
        default: json["num_key_value_heads"] == .null ? heads : defaults.keyValueHeads ?? heads),
      headWidth: try fields.size("head_dim", default: defaults.headWidth ?? width / heads),
      feedForward: try fields.size("intermediate_size", default: defaults.feedForward),
      normEpsilon: Float(try fields.number("rms_norm_eps", default: 1e-6)),
      ropeTheta: Float(theta), rotates: try fields.rotates(layers: layers, family: family),
      ropeScaling: scaling, biases: try fields.biases(family), normsHeads: family == .qwen3,
      tiedHead: try fields.flag("tie_word_embeddings", default: defaults.tiesHead),
      context: context)
    endTokens = try fields.tokens("eos_token_id")
    paddingToken = try fields.tokens("pad_token_id").first
    try fields.checkSizes(of: architecture)
  }
}

// MARK: - Writing

extension ModelConfiguration {
  /// The content of `config.json` for transformers 5 and older ones.
  package var json: JSON {
    let architecture = architecture
    let end: JSON =
      endTokens.count == 1
      ? .integer(Int64(endTokens[0])) : .array(endTokens.map { .integer(Int64($0)) })
    var members: [JSON.Member] = [
      .init("architectures", [.string(family.rawValue)]),
      .init("model_type", .string(family.type)),
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
    ]
    members += architecture.ropeMembers
    members += [
      .init("attention_bias", .boolean(architecture.biases.queryKeyValue)),
      .init("mlp_bias", .boolean(architecture.biases.feedForward)),
      .init("tie_word_embeddings", .boolean(architecture.tiedHead)),
      .init("bos_token_id", endTokens.first.map { .integer(Int64($0)) } ?? nil),
      .init("eos_token_id", endTokens.isEmpty ? nil : end),
      .init("pad_token_id", paddingToken.map { .integer(Int64($0)) } ?? nil),
    ]
    if family != .llama { members.append(.init("use_sliding_window", false)) }
    if family == .smolLM3 {
      members.append(
        .init("no_rope_layers", .array(architecture.rotates.map { .integer($0 ? 1 : 0) })))
    }
    return .object(members)
  }

  /// The shortest number that is this float, not the digits of its double.
  static func shortest(_ value: Float) -> JSON { .number(Double("\(value)") ?? 0) }
}
