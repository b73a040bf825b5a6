import Engine
import Records

// The rotary settings of a `config.json`: transformers 5 writes all of them into
// `rope_parameters`, older ones a `rope_scaling` beside `rope_theta`.

extension ConfigurationFields {
  /// The base of the rotary frequencies, and how they are stretched.
  /// - Parameters:
  ///   - theta: the base of a file that states none.
  ///   - context: the longest sequence, in tokens.
  func rope(
    default theta: Double, context: Int
  ) throws(ModelError) -> (theta: Double, scaling: RopeScaling) {
    let beside = try number("rope_theta", default: theta)
    for name in ["rope_scaling", "rope_parameters"] {
      guard let json = value(name) else { continue }
      let settings = RopeSettings(
        json: json, name: name, path: path,
        context: try number("original_max_position_embeddings", default: Double(context)),
        contextIsStated: value("original_max_position_embeddings") != nil)
      return (try settings.number("rope_theta") ?? beside, try settings.scaling())
    }
    return (beside, .none)
  }
}

/// One object of rotary settings.
private struct RopeSettings {
  let json: JSON
  let name: String
  let path: String
  /// The context that the frequencies were trained for if the object does not state it, or if
  /// `contextIsStated` beside the object, which comes first.
  let context: Double
  let contextIsStated: Bool

  func unsupported(_ only: String) -> ModelError {
    .unsupported("\(path): \(name) is \(json.text); \(only)")
  }

  func number(_ key: String) throws(ModelError) -> Double? {
    guard let value = json[key], value != .null else { return nil }
    guard let number = value.double, number > 0 else {
      throw .damaged("\(path): \(name) is \(json.text), expected a positive \(key)")
    }
    return number
  }

  func need(_ key: String) throws(ModelError) -> Double {
    guard let number = try number(key) else {
      throw .damaged("\(path): \(name) is \(json.text), expected a positive \(key)")
    }
    return number
  }

  func scaling() throws(ModelError) -> RopeScaling {
    let kind = json["rope_type"] ?? json["type"] ?? "default"
    guard json.members != nil, let kind = kind.string, let keys = Self.keys[kind] else {
      let known = Self.keys.keys.sorted().joined(separator: ", ")
      throw unsupported("only the rope_type \(known) can be used")
    }
    for member in json.members ?? [] where member.value != .null {
      let isWhole = member.key == "partial_rotary_factor" && member.value.double == 1
      guard isWhole || (["rope_type", "type", "rope_theta"] + keys).contains(member.key) else {
        throw unsupported("\(member.key) cannot be used")
      }
    }
    switch kind {
    case "linear": return .linear(factor: try need("factor"))
    case "dynamic": return .dynamic(factor: try need("factor"))
    case "llama3":
      return .llama3(
        .init(
          factor: try need("factor"), low: try need("low_freq_factor"),
          high: try need("high_freq_factor"), context: try originalContext()))
    case "yarn": return .yarn(try yarn())
    default: return .none
    }
  }

  /// The members of each `rope_type` beside the type and the base.
  private static let keys = [
    "default": [], "linear": ["factor"], "dynamic": ["factor"],
    "llama3": [
      "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings",
    ],
    "yarn": [
      "factor", "original_max_position_embeddings", "attention_factor", "beta_fast", "beta_slow",
      "mscale", "mscale_all_dim", "truncate",
    ],
  ]

  private func originalContext() throws(ModelError) -> Double {
    contextIsStated ? context : try number("original_max_position_embeddings") ?? context
  }

  private func yarn() throws(ModelError) -> RopeScaling.YaRN {
    let factor = try need("factor")
    var magnitude = try number("attention_factor")
    if magnitude == nil, let above = try number("mscale"), let below = try number("mscale_all_dim")
    {
      magnitude =
        RopeScaling.YaRN.magnitude(factor: factor, m: above)
        / RopeScaling.YaRN.magnitude(factor: factor, m: below)
    }
    let truncates = json["truncate"] ?? true
    guard let truncates = truncates.boolean else {
      throw .damaged("\(path): \(name) is \(json.text), expected a truncate of true or false")
    }
    return RopeScaling.YaRN(
      factor: factor, context: try originalContext(), fast: try number("beta_fast") ?? 32,
      slow: try number("beta_slow") ?? 1, truncates: truncates, magnitude: magnitude)
  }
}

// MARK: - Writing

extension Architecture {
  /// The members of a `config.json` about rotary positions, for transformers 5 and older ones.
  var ropeMembers: [JSON.Member] {
    let theta = ModelConfiguration.shortest(ropeTheta)
    let scaling = ropeScaling.members
    var members = [JSON.Member("rope_theta", theta)]
    if !scaling.isEmpty { members.append(.init("rope_scaling", .object(scaling))) }
    let kind = scaling.isEmpty ? [JSON.Member("rope_type", "default")] : scaling
    return members + [.init("rope_parameters", .object(kind + [.init("rope_theta", theta)]))]
  }
}

extension RopeScaling {
  /// Its settings by the names of transformers, none for unstretched frequencies.
  fileprivate var members: [JSON.Member] {
    switch self {
    case .none: []
    case .linear(let factor):
      [.init("rope_type", "linear"), .init("factor", .number(factor))]
    case .dynamic(let factor):
      [.init("rope_type", "dynamic"), .init("factor", .number(factor))]
    case .llama3(let settings):
      [
        .init("rope_type", "llama3"), .init("factor", .number(settings.factor)),
        .init("low_freq_factor", .number(settings.low)),
        .init("high_freq_factor", .number(settings.high)),
        .init("original_max_position_embeddings", .integer(Int64(settings.context))),
      ]
    case .yarn(let settings):
      [
        .init("rope_type", "yarn"), .init("factor", .number(settings.factor)),
        .init("original_max_position_embeddings", .integer(Int64(settings.context))),
        .init("attention_factor", .number(settings.magnitude)),
        .init("beta_fast", .number(settings.fast)), .init("beta_slow", .number(settings.slow)),
        .init("truncate", .boolean(settings.truncates)),
      ]
    }
  }
}
