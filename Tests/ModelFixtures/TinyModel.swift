import Checkpoints
import Engine
import Randomness
import Records

/// A small model with random numbers.
package enum TinyModel {
  package static func architecture(
    vocabulary: Int = 14, rotates: [Bool] = [false, false], tiedHead: Bool = true, context: Int = 64
  ) -> Architecture {
    Architecture(
      vocabulary: vocabulary, width: 16, layers: rotates.count, heads: 4, keyValueHeads: 2,
      headWidth: 4, feedForward: 24, rotates: rotates, tiedHead: tiedHead, context: context)
  }

  /// Numbers large enough that the model prefers some tokens.
  package static func parameters(of architecture: Architecture, key: UInt64 = 1) -> Parameters {
    let parameters = Parameters(architecture)
    var generator = CounterGenerator(key: key)
    for index in parameters.buffer.values.indices {
      parameters.buffer.values[index] = Float(generator.uniform() - 0.5)
    }
    return parameters
  }

  /// Digits, `=` and a space.
  package static func tokenizer() throws -> CharacterTokenizer {
    try CharacterTokenizer(alphabet: "0123456789= ".unicodeScalars)
  }

  package static func directory(
    rotates: [Bool] = [false, false], tiedHead: Bool = true, context: Int = 64, history: JSON? = nil
  ) throws -> ModelDirectory {
    let architecture = architecture(rotates: rotates, tiedHead: tiedHead, context: context)
    return ModelDirectory(
      parameters: parameters(of: architecture), tokenizer: try tokenizer(), history: history)
  }
}
