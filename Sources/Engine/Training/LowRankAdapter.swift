import Glibc
import Randomness

// Low-rank changes of chosen matrices
// r rank, s = α/r scale, W matrix (out, in), A (r, in), B (out, r)

/// Matrices of a model that are learned as W + s · B · A while W stays.
///
/// (LoRA, Hu et al. 2021, arXiv 2106.09685, section 4.1; `train --lora-rank 16`). The model
/// computes with the sums: `apply` writes them into its parameters, and `pullBack` turns their
/// gradients into those of A and B. So results are those of the merged model, and memory is that of
/// full training, with a copy of the matrices and without moments of the parameters.
package final class LowRankAdapter: @unchecked Sendable {
  /// One matrix and where its factors lie in `buffer`.
  package struct Factors: Equatable, Sendable {
    /// The matrix in the model's parameters.
    package var slot: TensorSlot
    /// Where A begins, (r, in); B, (out, r), follows it.
    package var offset: Int
    /// r.
    package var rank: Int
    /// Where W begins among the matrices as they were.
    var original: Int

    /// A's lengths.
    package var shapeA: [Int] { [rank, slot.shape[1]] }
    /// B's lengths.
    package var shapeB: [Int] { [slot.shape[0], rank] }
    /// Where B begins.
    package var offsetB: Int { offset + rank * slot.shape[1] }
    var end: Int { offsetB + slot.shape[0] * rank }
  }

  /// r.
  package let rank: Int
  /// α.
  package let alpha: Double
  /// The last parts of the names of the matrices, such as q_proj.
  package var targets: [String] {
    let names = factors.map { $0.slot.name.split(separator: ".").dropLast().last ?? "" }
    return Set(names.map(String.init)).sorted()
  }
  /// All matrices with factors, in the order of the parameters.
  package let factors: [Factors]
  /// A and B of each matrix, one after the other.
  package let buffer: FloatBuffer
  /// W of each matrix, one after the other.
  private let originals: FloatBuffer

  /// The names of all matrices of a layer.
  package static let everyMatrix = [
    "q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj",
  ]

  /// Prepares factors that change nothing: B is 0, A uniform within ±1/√in as PEFT draws it.
  /// - Parameters:
  ///   - parameters: the model that is changed; its matrices are W.
  ///   - key: equal keys draw equal A.
  package convenience init(
    _ parameters: Parameters, rank: Int, alpha: Double, targets: [String], key: UInt64
  ) {
    self.init(parameters, rank: rank, alpha: alpha) { slot in
      targets.contains { slot.name.hasSuffix(".\($0).weight") }
    }
    var generator = CounterGenerator(key: key)
    for item in factors {
      let bound = 1 / Double(item.slot.shape[1]).squareRoot()
      for index in item.offset..<item.offsetB {
        buffer.start[index] = Float((2 * generator.uniform() - 1) * bound)
      }
    }
  }

  /// Prepares factors that are all 0, to be filled from a file.
  /// - Parameter changes: whether a matrix has factors.
  package init(
    _ parameters: Parameters, rank: Int, alpha: Double, changing changes: (TensorSlot) -> Bool
  ) {
    precondition(rank > 0, "a rank is at least 1")
    self.rank = rank
    self.alpha = alpha
    var (offset, original) = (0, 0)
    var factors: [Factors] = []
    for slot in parameters.architecture.tensors where slot.shape.count == 2 && changes(slot) {
      let found = Factors(slot: slot, offset: offset, rank: rank, original: original)
      factors.append(found)
      offset = found.end
      original += slot.count
    }
    self.factors = factors
    buffer = FloatBuffer(count: offset)
    originals = FloatBuffer(count: original)
    for item in factors {
      memcpy(
        originals.start + item.original, parameters.buffer.start + item.slot.offset,
        item.slot.count * MemoryLayout<Float>.stride)
    }
  }

  private var scale: Float { Float(alpha / Double(rank)) }

  /// W + s · B · A into the parameters.
  package func apply(to parameters: Parameters, workers: Workers) {
    workers.run(tasks: factors.count) { index, _ in
      let item = factors[index]
      let (outputs, inputs) = (item.slot.shape[0], item.slot.shape[1])
      let sum = parameters.buffer.start + item.slot.offset
      memcpy(sum, originals.start + item.original, item.slot.count * MemoryLayout<Float>.stride)
      multiply(
        outputs, inputs, rank, Matrix(buffer.start + item.offsetB, stride: rank),
        Matrix(buffer.start + item.offset, stride: inputs), into: sum, stride: inputs,
        scale: scale, adding: true)
    }
  }

  /// The gradients of A and B, laid out like `buffer`, from those of all parameters.
  ///
  /// dA = s · Bᵀ dW, dB = s · dW Aᵀ
  func pullBack(
    _ out: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, workers: Workers
  ) {
    workers.run(tasks: factors.count) { index, _ in
      let item = factors[index]
      let (outputs, inputs) = (item.slot.shape[0], item.slot.shape[1])
      let slope = Matrix(gradients + item.slot.offset, stride: inputs)
      multiply(
        rank, inputs, outputs, Matrix(buffer.start + item.offsetB, stride: rank).transposed, slope,
        into: out + item.offset, stride: inputs, scale: scale)
      multiply(
        outputs, rank, inputs, slope,
        Matrix(buffer.start + item.offset, stride: inputs).transposed,
        into: out + item.offsetB, stride: rank, scale: scale)
    }
  }
}
