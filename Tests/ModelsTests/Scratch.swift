import Engine
import Foundation
import Models
import Randomness
import Records

/// A directory that is gone when the test is.
final class Scratch {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "models-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The bytes of a safetensors file with this header and so many bytes of numbers.
  static func safetensors(_ header: String, numbers: [UInt8]) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(numbers)
  }
}

/// A small model with random numbers.
enum TinyModel {
  static func architecture(
    vocabulary: Int = 14, rotates: [Bool] = [false, false], tiedHead: Bool = true, context: Int = 64
  ) -> Architecture {
    Architecture(
      vocabulary: vocabulary, width: 16, layers: rotates.count, heads: 4, keyValueHeads: 2,
      headWidth: 4, feedForward: 24, rotates: rotates, tiedHead: tiedHead, context: context)
  }

  static func parameters(of architecture: Architecture, key: UInt64 = 1) -> [Float] {
    var generator = CounterGenerator(key: key)
    return (0..<architecture.parameterCount).map { _ in Float(generator.uniform() - 0.5) }
  }

  /// Digits, `=` and a space.
  static func tokenizer() throws -> CharacterTokenizer {
    try CharacterTokenizer(alphabet: "0123456789= ".unicodeScalars)
  }

  static func directory(
    rotates: [Bool] = [false, false], tiedHead: Bool = true, context: Int = 64, history: JSON? = nil
  ) throws -> ModelDirectory {
    let architecture = architecture(rotates: rotates, tiedHead: tiedHead, context: context)
    return ModelDirectory(
      architecture: architecture, parameters: parameters(of: architecture),
      tokenizer: try tokenizer(), history: history)
  }
}
