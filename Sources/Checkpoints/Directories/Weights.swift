import Engine
import Records
import Streams

/// The numbers of a model directory: `model.safetensors`, or pieces that
/// `model.safetensors.index.json` lists.
package enum Weights {
  private static let whole = "model.safetensors"
  private static let index = "model.safetensors.index.json"
  /// How many bytes of numbers a file has at most, as transformers cut them for years.
  package static let longestFile = 5_000_000_000

  // MARK: - Loading

  /// The files with the weights, by name.
  static func files(in path: String, names: [String]) throws -> [Safetensors] {
    if names.contains(whole) { return [try Safetensors(path: "\(path)/\(whole)")] }
    guard names.contains(index) else {
      throw ModelError.damaged("\(path) is no complete model: it has no \(whole)")
    }
    guard let map = try JSONFile.value("\(path)/\(index)")["weight_map"]?.members else {
      throw ModelError.damaged("\(path)/\(index): it has no weight_map")
    }
    return try Set(map.compactMap(\.value.string)).sorted().map { name in
      guard names.contains(name) else {
        throw ModelError.damaged("\(path) is no complete model: it has no \(name)")
      }
      return try Safetensors(path: "\(path)/\(name)")
    }
  }

  /// The numbers of a model; memory holds them once.
  ///
  /// A model with a tied head may have a head of its own in the file, as transformers 5 reads it:
  /// one that differs from the embedding is used as it is, and the model is no longer tied.
  /// - Parameter architecture: as `config.json` says it; what the files say of the head is put in.
  /// - Throws: `ModelError` that names the tensor which is missing, of another shape, or holds
  ///   numbers that are not finite.
  static func parameters(
    of architecture: inout Architecture, from files: [Safetensors], path: String
  ) throws -> Parameters {
    var places: [String: Safetensors] = [:]
    for file in files {
      for name in file.entries.keys {
        guard places.updateValue(file, forKey: name) == nil else {
          throw ModelError.damaged("\(file.path): tensor \(name) is in another file too")
        }
      }
    }
    if architecture.tiedHead, let head = places["lm_head.weight"],
      let embedding = places["model.embed_tokens.weight"],
      !head.holds("lm_head.weight", theSameAs: "model.embed_tokens.weight", of: embedding)
    {
      architecture.tiedHead = false
    }
    let slots = architecture.tensors
    var left = Set(places.keys).subtracting(slots.map(\.name))
    // A tied head may be stored twice, and older files hold the rotary frequencies.
    if architecture.tiedHead { left.remove("lm_head.weight") }
    if let other = left.filter({ !$0.hasSuffix(".rotary_emb.inv_freq") }).min() {
      throw ModelError.unsupported(
        "\(places[other]?.path ?? path): tensor \(other) is none of this model's")
    }
    let parameters = Parameters(architecture)
    for slot in slots {
      guard let place = places[slot.name] else {
        throw ModelError.damaged(
          "\(files.count == 1 ? files[0].path : path): tensor \(slot.name) is missing "
            + "(expected \(slot.shape))")
      }
      try place.read(slot.name, shape: slot.shape, into: parameters[slot])
      guard isFinite(parameters[slot]) else {
        throw ModelError.damaged(
          "\(place.path): the model's numbers are not finite: tensor \(slot.name)")
      }
    }
    return parameters
  }

  /// Whether all numbers are finite: zero times any other is no zero.
  private static func isFinite(_ numbers: UnsafeMutableBufferPointer<Float>) -> Bool {
    var zero: Float = 0
    for number in numbers { zero += number * 0 }
    return zero == 0
  }

  /// xxh64 of the files' bytes, in the order of their names.
  static func revision(of files: [Safetensors]) -> String {
    var hash = RunningHash()
    for file in files { file.update(&hash) }
    return ContentHash.digits(hash.value)
  }

  // MARK: - Saving

  /// Writes all numbers into one file, or into several with an index if they are many.
  /// - Returns: the revision.
  static func write(
    _ parameters: Parameters, to directory: String, longestFile: Int, storage: Storage
  ) throws(StreamError) -> String {
    let groups = groups(
      of: parameters.architecture.tensors, longest: longestFile / storage.width)
    var hash = RunningHash()
    var map: [JSON.Member] = []
    for (number, slots) in groups.enumerated() {
      let name = groups.count == 1 ? whole : name(number + 1, of: groups.count)
      let range = (slots.first?.offset ?? 0)..<(slots.last?.range.upperBound ?? 0)
      try Safetensors.write(
        slots.map { Safetensors.Item($0.name, $0.shape) },
        numbers: [UnsafeBufferPointer(rebasing: parameters.buffer.values[range])], metadata: [:],
        to: "\(directory)/\(name)", storage: storage, hash: &hash)
      map += slots.map { JSON.Member($0.name, .string(name)) }
    }
    if groups.count > 1 {
      let size = JSON.integer(Int64(storage.width * parameters.buffer.count))
      let content: JSON = ["metadata": ["total_size": size], "weight_map": .object(map)]
      try OutputFile.write(content.text + "\n", to: "\(directory)/\(index)")
    }
    return ContentHash.digits(hash.value)
  }

  /// Neighbouring tensors, with at most `longest` numbers, and one at least.
  private static func groups(of slots: [TensorSlot], longest: Int) -> [[TensorSlot]] {
    var groups: [[TensorSlot]] = [[]]
    var size = 0
    for slot in slots {
      if size > 0, size + slot.count > longest {
        groups.append([])
        size = 0
      }
      groups[groups.count - 1].append(slot)
      size += slot.count
    }
    return groups
  }

  private static func name(_ number: Int, of count: Int) -> String {
    func padded(_ number: Int) -> String {
      String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
    }
    return "model-\(padded(number))-of-\(padded(count)).safetensors"
  }
}

extension OutputFile {
  /// Writes a small text file as a whole.
  static func write(_ text: String, to path: String) throws(StreamError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a file as a whole.
  static func write(_ bytes: [UInt8], to path: String) throws(StreamError) {
    let output = try OutputFile(path: path)
    do {
      try output.write(bytes)
      try output.commit()
    } catch {
      output.abandon()
      throw error
    }
  }
}
