import Engine
import Records

/// The members of a `config.json`, read by name; null counts as absent.
struct ConfigurationFields {
  let json: JSON
  let path: String

  func value(_ name: String) -> JSON? { json[name] == .null ? nil : json[name] }

  func wrong(_ name: String, _ expected: String) -> ModelError {
    .damaged("\(path): \(name) is \(json[name]?.text ?? "absent"), expected \(expected)")
  }

  func unsupported(_ name: String, _ only: String) -> ModelError {
    .unsupported("\(path): \(name) is \(json[name]?.text ?? "absent"); \(only)")
  }

  // MARK: - By type

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

  // MARK: - What the model is

  func family() throws(ModelError) -> ModelFamily {
    let architectures = json["architectures"]?.array?.compactMap(\.string) ?? []
    let type = json["model_type"]?.string
    let name =
      architectures.first ?? ModelFamily.allCases.first { $0.type == type }?.rawValue ?? type
      ?? "of no architecture"
    guard let family = ModelFamily(rawValue: name), architectures.count <= 1 else {
      let known = ModelFamily.allCases.map(\.rawValue).joined(separator: ", ")
      throw .unsupported("\(path): the model is \(name); these can be used: \(known)")
    }
    if let type, type != family.type {
      throw .damaged("\(path): model_type is \"\(type)\", that of \(name) is \"\(family.type)\"")
    }
    return family
  }

  /// Refuses options that change what a model computes.
  func refuseWhatTheEngineLacks() throws(ModelError) {
    for name in ["use_sliding_window", "rope_interleaved", "is_encoder_decoder"]
    where try flag(name, default: false) {
      throw unsupported(name, "only false can be used")
    }
    if let activation = value("hidden_act"), activation != "silu" {
      throw unsupported("hidden_act", "only \"silu\" can be used")
    }
    for name in ["pretraining_tp", "partial_rotary_factor"] {
      if let number = value(name), number.double != 1 {
        throw unsupported(name, "only 1 can be used")
      }
    }
    if let dropout = value("attention_dropout"), dropout.double != 0 {
      throw unsupported("attention_dropout", "only 0 can be used")
    }
    if value("quantization_config") != nil {
      throw unsupported("quantization_config", "only unquantized weights can be used")
    }
    if let types = value("layer_types")?.array, types.contains(where: { $0 != "full_attention" }) {
      throw unsupported("layer_types", "only \"full_attention\" can be used")
    }
  }

  /// Qwen2 has biases of queries, keys and values whatever it states; Qwen3 none in its blocks.
  func biases(_ family: ModelFamily) throws(ModelError) -> Biases {
    if family == .qwen2 { return Biases(queryKeyValue: true) }
    let attention = try flag("attention_bias", default: false)
    let feedForward = try flag("mlp_bias", default: false)
    return Biases(
      queryKeyValue: attention, output: attention,
      feedForward: family == .qwen3 ? false : feedForward)
  }

  /// Which layers rotate: `no_rope_layers` has 1 for those that do.
  func rotates(layers: Int, family: ModelFamily) throws(ModelError) -> [Bool] {
    guard family == .smolLM3 else { return [Bool](repeating: true, count: layers) }
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
    guard architecture.headWidth > 0, architecture.headWidth % 2 == 0 else {
      throw wrong("head_dim", "an even number from 2")
    }
  }
}
