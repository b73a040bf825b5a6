import Engine
import Records
import Streams

/// A low-rank adapter as PEFT lays it out.
///
///     adapter_config.json          rank, alpha, targets, and where the model lies that it changes
///     adapter_model.safetensors    lora_A (r, in) and lora_B (out, r) of each matrix
///     history.json                 how the rows were made that trained it
package struct AdapterDirectory {
  /// Where the model lies that it changes.
  package let base: String
  private let path: String
  private let rank: Int
  private let alpha: Double

  /// Whether these are the names of an adapter's files and not of a whole model's.
  static func isAdapter(_ names: [String]) -> Bool {
    names.contains("adapter_config.json") && !names.contains("config.json")
  }

  /// Reads what an adapter is.
  /// - Throws: `ModelError.unsupported` that names what the engine does not compute.
  package init(path: String) throws {
    let file = "\(path)/adapter_config.json"
    let config = try JSONFile.value(file)
    guard config["peft_type"]?.string == "LORA" else {
      throw ModelError.unsupported("\(file): peft_type is not LORA")
    }
    for (key, usual) in Self.usual {
      let value = config[key] ?? .null
      guard value == .null || usual.contains(value) else {
        throw ModelError.unsupported("\(file): \(key) is \(value.text), which is not supported")
      }
    }
    guard let rank = config["r"]?.integer, rank > 0, let alpha = config["lora_alpha"]?.double,
      let base = config["base_model_name_or_path"]?.string
    else {
      throw ModelError.damaged("\(file): r, lora_alpha or base_model_name_or_path is missing")
    }
    self.path = path
    self.rank = rank
    self.alpha = alpha
    self.base = base
  }

  /// Settings that change what is computed, with what they may be.
  ///
  /// Some ways to begin an adapter take a part of the model's own matrices into it, and PEFT does
  /// so again when it loads one.
  private static let usual: KeyValuePairs<String, [JSON]> = [
    "use_rslora": [false], "use_dora": [false], "fan_in_fan_out": [false], "bias": ["none"],
    "rank_pattern": [[:]], "alpha_pattern": [[:]], "modules_to_save": [[]],
    "layers_to_transform": [[]], "lora_bias": [false], "trainable_token_indices": [[]],
    "target_parameters": [[]], "use_qalora": [false], "layer_replication": [[]],
    "alora_invocation_tokens": [[]], "use_bdlora": [false], "arrow_config": [], "kasa_config": [],
    "monteclora_config": [], "velora_config": [],
    "init_lora_weights": [true, false, "gaussian", "eva", "orthogonal"],
  ]

  /// Adds the changes to a model's numbers.
  /// - Returns: the file that they came from.
  /// - Throws: `ModelError` that names the tensor that is missing, or none of the model's.
  func apply(to parameters: Parameters) throws -> Safetensors {
    let file = try Safetensors(path: "\(path)/adapter_model.safetensors")
    let slots = parameters.architecture.tensors.filter { slot in
      file.entries[Self.name(of: slot, "A")] != nil
    }
    var left = Set(file.entries.keys)
    for slot in slots {
      left.remove(Self.name(of: slot, "A"))
      left.remove(Self.name(of: slot, "B"))
    }
    if let other = left.min() {
      throw ModelError.unsupported("\(file.path): tensor \(other) changes none of the model's")
    }
    let adapter = LowRankAdapter(
      parameters, rank: rank, alpha: alpha, changing: { slot in slots.contains(slot) })
    for item in adapter.factors {
      for (part, shape, offset) in [
        ("A", item.shapeA, item.offset), ("B", item.shapeB, item.offsetB),
      ] {
        let count = shape.reduce(1, *)
        try file.read(
          Self.name(of: item.slot, part), shape: shape,
          into: UnsafeMutableBufferPointer(
            rebasing: adapter.buffer.values[offset..<offset + count]))
      }
    }
    adapter.apply(to: parameters, workers: Workers(threads: 1))
    return file
  }

  /// The name that PEFT gives a matrix's factor.
  private static func name(of slot: TensorSlot, _ part: String) -> String {
    let stem = slot.name.hasSuffix(".weight") ? String(slot.name.dropLast(7)) : slot.name
    return "base_model.model.\(stem).lora_\(part).weight"
  }
}

// MARK: - Saving

extension AdapterDirectory {
  /// Writes an adapter beside its place and renames when it is complete.
  /// - Parameters:
  ///   - base: where the model lies that it changes.
  ///   - history: how the rows were made.
  package static func save(
    _ adapter: LowRankAdapter, base: String, history: JSON, to path: String
  ) throws {
    let directory = try PartialDirectory(for: path, isOwn: isOwn)
    do {
      let items = adapter.factors.flatMap { item in
        [
          Safetensors.Item(name(of: item.slot, "A"), item.shapeA),
          Safetensors.Item(name(of: item.slot, "B"), item.shapeB),
        ]
      }
      try Safetensors.write(
        items, numbers: [adapter.buffer],
        to: directory.temporary + "/adapter_model.safetensors")
      for (name, content) in [
        ("adapter_config.json", config(of: adapter, base: base)), ("history.json", history),
      ] {
        let file = try OutputFile(path: "\(directory.temporary)/\(name)")
        do {
          try file.write(Array((content.text + "\n").utf8))
          try file.commit()
        } catch {
          file.abandon()
          throw error
        }
      }
      try directory.commit()
    } catch {
      directory.abandon()
      throw error
    }
  }

  /// Refuses a place for an adapter where something else lies.
  package static func checkPlace(_ path: String) throws(StreamError) {
    try PartialDirectory.check(path, isOwn: isOwn)
  }

  private static func config(of adapter: LowRankAdapter, base: String) -> JSON {
    let targets = adapter.targets.sorted().map { JSON.string($0) }
    return [
      "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": .string(base),
      "r": .integer(Int64(adapter.rank)), "lora_alpha": .number(adapter.alpha),
      "target_modules": .array(targets), "lora_dropout": 0.0, "bias": "none",
      "fan_in_fan_out": false, "use_rslora": false, "use_dora": false, "modules_to_save": nil,
      "rank_pattern": [:], "alpha_pattern": [:], "inference_mode": true,
    ]
  }

  /// Whether a file belongs to an adapter and may be replaced with it: the README.md that PEFT
  /// writes does, but not one that a person wrote about something else.
  @Sendable private static func isOwn(_ name: String, _ names: [String]) -> Bool {
    if name == "README.md" { return names.contains("adapter_config.json") }
    let file =
      name.hasPrefix(".") && name.hasSuffix(".partial") ? name.dropFirst().dropLast(8) : name[...]
    return ["adapter_config.json", "adapter_model.safetensors", "history.json"]
      .contains(String(file))
  }
}
