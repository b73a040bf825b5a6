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
  /// norms multiply by 1, biases are 0.
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
        for i in 0..<slot.count { values[i] = 1 - architecture.gainOffset }
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

extension CounterGenerator {
  /// A draw from the normal distribution (Box and Muller 1958); it takes two uniform ones.
  mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
