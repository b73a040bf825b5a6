import CKernels
import Glibc

// The last norm and the output head, for chosen rows only
// T chosen rows, C width, V vocabulary

/// One thread's memory for the head; it grows to the most rows that it has seen.
final class Head {
  private let transformer: Transformer
  private let norm: Norm
  private var capacity = 0
  private var buffer = FloatBuffer(count: 0)
  private var rows = 0

  init(_ transformer: Transformer) {
    self.transformer = transformer
    norm = Norm(transformer.architecture)
  }

  private var width: Int { transformer.architecture.width }
  private var vocabulary: Int { transformer.architecture.vocabulary }

  private var states: UnsafeMutablePointer<Float> { buffer.start }  // (T, C)
  private var normed: UnsafeMutablePointer<Float> { states + capacity * width }  // (T, C)
  private var slopes: UnsafeMutablePointer<Float> { normed + capacity * width }  // (T, C)
  private var scales: UnsafeMutablePointer<Float> { slopes + capacity * width }  // (T)
  private var sums: UnsafeMutablePointer<Float> { scales + capacity }  // (T), ln Σ e^logit
  /// The scores of every token (T, V).
  var logits: UnsafeMutablePointer<Float> { sums + capacity }

  /// Computes the logits of some rows of the states (R, C).
  func forward(
    _ chosen: some Collection<Int>, of output: UnsafePointer<Float>, packed: PackedWeights?
  ) {
    rows = chosen.count
    reserve(roundUp(rows, to: laneCount))
    for (place, row) in chosen.enumerated() {
      memcpy(
        states + place * width, output + row * width, width * MemoryLayout<Float>.stride)
    }
    norm.forward(
      normed, scales, states, gain: transformer.weight(transformer.layout.norm), rows: rows)
    transformer.project(
      logits, normed, transformer.layout.headProjection(transformer.architecture), rows: rows,
      packed: packed)
  }

  /// log p of one token a row, after `forward`.
  func logprobs(_ tokens: some Collection<Int32>) -> [Float] {
    tokens.enumerated().map { place, token in
      let line = logits + place * vocabulary
      sums[place] = logSumExponential(line, vocabulary)
      return line[Int(token)] - sums[place]
    }
  }

  /// Adds to `gradients` and writes to the chosen rows of `outputGradient` (R, C), zero before,
  /// what follows from ∂loss/∂log p of the tokens; `logprobs` was called before and the logits
  /// are used up: dLogit = c · (onehot − softmax).
  func backward(
    _ targets: [Target], _ derivatives: [Float], gradients: UnsafeMutablePointer<Float>,
    outputGradient: UnsafeMutablePointer<Float>
  ) {
    for (place, target) in targets.enumerated() {
      let line = logits + place * vocabulary
      let derivative = derivatives[place]
      kernels.exponentials(line, line, vocabulary, sums[place], 1, -derivative)
      line[Int(target.token)] += derivative
    }
    let layout = transformer.layout
    linearBackward(
      slopes, gradients + layout.head, logits, normed, weight: transformer.weight(layout.head),
      rows: rows, inputs: width, outputs: vocabulary)
    let incoming = slopes
    for (place, target) in targets.enumerated() {
      norm.backward(
        outputGradient + target.row * width, gradients + layout.norm, incoming + place * width,
        states + place * width, scales: scales + place, gain: transformer.weight(layout.norm),
        rows: 1)
    }
  }

  private func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    capacity = needed
    buffer = FloatBuffer(count: capacity * (3 * width + 2 + vocabulary))
  }
}
