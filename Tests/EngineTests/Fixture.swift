import Engine
import Foundation
import Losses

/// Numbers that PyTorch computed; `Fixtures/make_fixtures.py` says how.
struct Fixture: Decodable {
  struct Row: Decodable {
    var prompt: [Int32]
    var completion: [Int32]
    var weight: Double
  }
  struct Pair: Decodable {
    var prompt: [Int32]
    var chosen: [Int32]
    var rejected: [Int32]
    var weight: Double
    var referenceChosen: Double
    var referenceRejected: Double
  }

  var rotates: [Bool]
  var tied: Bool
  /// The `rope_type`.
  var rope: String
  /// Those of queries, keys and values, of the way back from attention, of the SwiGLU block.
  var biases: [Bool]
  var normsHeads: Bool
  /// Whether it has the parts of Gemma 3.
  var gemma: Bool?
  var batches: [[Row]]
  var pairs: [Pair]
  var logprobs: [[Float]]
  var losses: [String: Double]
  var run: [Double]

  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  }

  /// Reads the two files of a name.
  static func load(_ name: String) throws -> (Fixture, numbers: [Float]) {
    let text = try Data(contentsOf: folder.appending(path: "\(name).json"))
    let bytes = try Data(contentsOf: folder.appending(path: "\(name).f32"))
    let numbers = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    return (try JSONDecoder().decode(Fixture.self, from: text), numbers)
  }

  var architecture: Architecture {
    var architecture = Architecture(
      vocabulary: 23, width: 20, layers: 2, heads: 4, keyValueHeads: 2, headWidth: 6,
      feedForward: 28, rotates: rotates, ropeScaling: scaling,
      biases: Biases(queryKeyValue: biases[0], output: biases[1], feedForward: biases[2]),
      normsHeads: normsHeads, tiedHead: tied, context: 32)
    guard gemma == true else { return architecture }
    architecture.activation = .geluTanh
    architecture.gainOffset = 1
    architecture.window = SlidingWindow(length: 5, layers: [true, false], ropeTheta: 100)
    architecture.attentionScale = 1 / 3
    architecture.embeddingScale = Float(20).squareRoot()
    architecture.normsResults = true
    return architecture
  }

  private var scaling: RopeScaling {
    switch rope {
    case "llama3": .llama3(.init(factor: 8, low: 1, high: 4, context: 16))
    case "two": .linear(factor: 2)
    case "yarn": .yarn(.init(factor: 2, context: 16, slow: 0.1))
    default: .none
    }
  }

  /// The model with the parameters that the numbers begin with.
  func transformer(_ numbers: [Float]) -> Transformer {
    let parameters = Parameters(architecture)
    for index in 0..<parameters.buffer.count { parameters.buffer.start[index] = numbers[index] }
    return Transformer(parameters)
  }

  func supervised(_ index: Int) -> Batch {
    .supervised(
      batches[index].map {
        SupervisedRow(prompt: $0.prompt, completion: $0.completion, weight: $0.weight)
      })
  }

  func preference(alpha: Double) -> Batch {
    .preference(
      pairs.map {
        PreferencePair(
          prompt: $0.prompt, chosen: $0.chosen, rejected: $0.rejected, weight: $0.weight,
          referenceChosen: $0.referenceChosen, referenceRejected: $0.referenceRejected)
      }, PairObjective([.init(.dpo), .init(.nll, alpha)], beta: 0.5))
  }
}

/// The largest error of a tensor, relative to its largest number.
func worstError(_ found: some Collection<Float>, _ expected: some Collection<Float>) -> Float {
  let scale = expected.reduce(0) { max($0, abs($1)) }
  return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1) / max(scale, 1e-12)) }
}
