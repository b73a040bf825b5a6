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
  /// norms are 1, biases 0.
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
      case .bias: break
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
  case bias
}

extension TensorSlot {
  /// Read off its shape and name: other vectors than biases scale norms, one matrix is the
  /// embedding.
  var role: TensorRole {
    if name.hasSuffix(".bias") { return .bias }
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

/// A linear layer's place in the flat parameters.
struct Projection {
  /// Where its weight (O, I) begins.
  let weight: Int
  /// Where its bias (O) begins, if it has one.
  let bias: Int?
  let inputs: Int
  let outputs: Int
}

/// Where the tensors of each layer begin in the flat parameters.
struct Layout {
  struct Layer {
    let attentionNorm: Int
    /// Query, key and value weights follow each other: one matrix; so do their biases.
    let queryKeyValue: Projection
    /// The gains of queries and keys (H), if heads have norms.
    let headNorms: (query: Int, key: Int)?
    let output: Projection
    let feedForwardNorm: Int
    /// Gate and up weights follow each other: one matrix; so do their biases.
    let gateUp: Projection
    let down: Projection
  }

  let embedding = 0
  let layers: [Layer]
  let norm: Int
  /// The embedding's place if the head is tied.
  let head: Int

  init(_ architecture: Architecture) {
    var offsets: [String: Int] = [:]
    for slot in architecture.tensors { offsets[slot.name] = slot.offset }
    func find(_ name: String) -> Int {
      guard let offset = offsets[name] else { preconditionFailure("the model has a \(name)") }
      return offset
    }
    let shape = AttentionShape(architecture)
    let (width, feedForward) = (architecture.width, architecture.feedForward)
    layers = (0..<architecture.layers).map { layer in
      let prefix = "model.layers.\(layer)."
      func projection(_ name: String, _ inputs: Int, _ outputs: Int) -> Projection {
        Projection(
          weight: find(prefix + name + ".weight"), bias: offsets[prefix + name + ".bias"],
          inputs: inputs, outputs: outputs)
      }
      let query = offsets[prefix + "self_attn.q_norm.weight"]
      let key = offsets[prefix + "self_attn.k_norm.weight"]
      return Layer(
        attentionNorm: find(prefix + "input_layernorm.weight"),
        queryKeyValue: projection("self_attn.q_proj", width, shape.rowWidth),
        headNorms: query.flatMap { query in key.map { (query, $0) } },
        output: projection("self_attn.o_proj", shape.outputWidth, width),
        feedForwardNorm: find(prefix + "post_attention_layernorm.weight"),
        gateUp: projection("mlp.gate_proj", width, 2 * feedForward),
        down: projection("mlp.down_proj", feedForward, width))
    }
    norm = find("model.norm.weight")
    head = architecture.tiedHead ? 0 : find("lm_head.weight")
  }
}
