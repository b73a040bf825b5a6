import Glibc
import Randomness

/// A model's numbers in one flat buffer, laid out as `Architecture.tensors` says.
package final class Parameters: @unchecked Sendable {
  /// The sizes of the model.
  package let architecture: Architecture
  /// All tensors, one after the other.
  package let buffer: FloatBuffer

  /// Makes parameters that are all zero, to be filled from a file.
  package init(_ architecture: Architecture) {
    self.architecture = architecture
    buffer = FloatBuffer(count: architecture.parameterCount)
  }

  /// Makes the parameters of an untrained model.
  ///
  /// The embedding is normal with deviation 0.02, linear layers are uniform within ±1/√inputs,
  /// norms are 1.
  /// - Parameter key: equal keys give equal models.
  package convenience init(_ architecture: Architecture, key: UInt64) {
    self.init(architecture)
    var generator = CounterGenerator(key: key)
    for slot in architecture.tensors {
      let values = buffer.start + slot.offset
      switch slot.role {
      case .embedding:
        for i in 0..<slot.count { values[i] = Float(0.02 * generator.normal()) }
      case .linear:
        let bound = 1 / Double(slot.shape[1]).squareRoot()
        for i in 0..<slot.count { values[i] = Float((2 * generator.uniform() - 1) * bound) }
      case .norm:
        for i in 0..<slot.count { values[i] = 1 }
      }
    }
  }

  /// The numbers of one tensor; valid as long as this object lives.
  package subscript(slot: TensorSlot) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: buffer.start + slot.offset, count: slot.count)
  }

  /// A copy that shares nothing.
  package func copy() -> Parameters {
    let result = Parameters(architecture)
    memcpy(result.buffer.start, buffer.start, buffer.count * MemoryLayout<Float>.stride)
    return result
  }
}

/// What a tensor does in the model.
enum TensorRole {
  case embedding
  case linear
  case norm
}

extension TensorSlot {
  /// Read off its shape and name: vectors scale norms, one matrix is the embedding.
  var role: TensorRole {
    if shape.count == 1 { return .norm }
    return name == "model.embed_tokens.weight" ? .embedding : .linear
  }
}

extension CounterGenerator {
  /// A draw from the normal distribution (Box and Muller 1958); it takes two uniform ones.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}

/// Where the tensors of each layer begin in the flat parameters.
struct Layout {
  struct Layer {
    let attentionNorm: Int
    /// Query, key and value weights follow each other: one matrix.
    let queryKeyValue: Int
    let output: Int
    let feedForwardNorm: Int
    /// Gate and up weights follow each other: one matrix.
    let gateUp: Int
    let down: Int
  }

  let embedding = 0
  let layers: [Layer]
  let norm: Int
  /// The embedding's place if the head is tied.
  let head: Int

  init(_ architecture: Architecture) {
    let tensors = architecture.tensors
    layers = (0..<architecture.layers).map { layer in
      let slots = tensors[(1 + 9 * layer)...]
      let offsets = slots.prefix(9).map(\.offset)
      return Layer(
        attentionNorm: offsets[0], queryKeyValue: offsets[1], output: offsets[4],
        feedForwardNorm: offsets[5], gateUp: offsets[6], down: offsets[8])
    }
    norm = tensors[1 + 9 * architecture.layers].offset
    head = architecture.tiedHead ? 0 : tensors[2 + 9 * architecture.layers].offset
  }
}
