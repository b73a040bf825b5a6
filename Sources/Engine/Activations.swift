/// What one layer computed for R rows; the letters are those of the transformer.
struct LayerActivations {
  /// The residual stream before the layer (R, C).
  let input: UnsafeMutablePointer<Float>
  let normed: UnsafeMutablePointer<Float>  // (R, C)
  let scales: UnsafeMutablePointer<Float>  // (R)
  let qkv: UnsafeMutablePointer<Float>  // (R, W)
  /// Queries and keys before their norms, and the norms' scales; nothing without norms.
  let heads: UnsafeMutablePointer<Float>  // (R, (Q + G) · H)
  let headScales: UnsafeMutablePointer<Float>  // (R, Q + G)
  let attended: UnsafeMutablePointer<Float>  // (R, A)
  let sums: UnsafeMutablePointer<Float>  // (R, heads)
  /// The residual stream after attention (R, C).
  let middle: UnsafeMutablePointer<Float>
  let middleNormed: UnsafeMutablePointer<Float>  // (R, C)
  let middleScales: UnsafeMutablePointer<Float>  // (R)
  let gateUp: UnsafeMutablePointer<Float>  // (R, 2F)
  let act: UnsafeMutablePointer<Float>  // (R, F)
}

/// One thread's memory for the states of a forward pass, and for a backward pass after it.
///
/// It grows to the largest packing that it has seen. Without `keeping`, all layers use one place
/// and there is no way back.
final class Activations {
  private let architecture: Architecture
  private let shape: AttentionShape
  private let keeping: Bool
  private var rows = 0
  private var longest = 0
  private var states = FloatBuffer(count: 0)
  private var work = FloatBuffer(count: 0)
  private var scoreBuffer = FloatBuffer(count: 0)

  init(_ architecture: Architecture, keeping: Bool) {
    self.architecture = architecture
    self.keeping = keeping
    shape = AttentionShape(architecture)
  }

  /// Makes room for a packing.
  func reserve(_ packing: Packing) {
    let needed = roundUp(packing.rows, to: laneCount)
    if needed > rows {
      rows = needed
      let layers = keeping ? architecture.layers : 1
      states = FloatBuffer(count: rows * (layers * numbersPerRow + architecture.width))
      let wide = max(3 * architecture.feedForward, shape.rowWidth + shape.outputWidth)
      work = FloatBuffer(count: keeping ? rows * (2 * architecture.width + wide) : 0)
    }
    if packing.longest > longest {
      longest = packing.longest
      scoreBuffer = FloatBuffer(
        count: (keeping ? 2 : 1) * AttentionShape.scores(length: longest))
    }
  }

  private var numbersPerRow: Int {
    4 * architecture.width + 2 + shape.rowWidth + shape.normedHeads * (shape.headWidth + 1)
      + shape.outputWidth + shape.heads + 3 * architecture.feedForward
  }

  /// The states of one layer.
  func layer(_ index: Int) -> LayerActivations {
    var next = states.start + (keeping ? index * rows * numbersPerRow : 0)
    func take(_ width: Int) -> UnsafeMutablePointer<Float> {
      defer { next += rows * width }
      return next
    }
    let c = architecture.width
    return LayerActivations(
      input: take(c), normed: take(c), scales: take(1), qkv: take(shape.rowWidth),
      heads: take(shape.normedHeads * shape.headWidth), headScales: take(shape.normedHeads),
      attended: take(shape.outputWidth), sums: take(shape.heads), middle: take(c),
      middleNormed: take(c), middleScales: take(1), gateUp: take(2 * architecture.feedForward),
      act: take(architecture.feedForward))
  }

  /// Where a layer leaves the residual stream (R, C): the next one's input.
  func output(of index: Int) -> UnsafeMutablePointer<Float> {
    if !keeping { return states.start }
    return states.start + (index + 1) * rows * numbersPerRow
  }

  /// The residual stream after the last layer (R, C).
  var output: UnsafeMutablePointer<Float> { output(of: architecture.layers - 1) }

  /// Derivatives with respect to the residual stream (R, C).
  var gradient: UnsafeMutablePointer<Float> { work.start }
  /// Derivatives with respect to a norm's result (R, C).
  var narrow: UnsafeMutablePointer<Float> { work.start + rows * architecture.width }
  /// Derivatives inside a block, (R, 3F) or (R, W + A).
  var wide: UnsafeMutablePointer<Float> { work.start + 2 * rows * architecture.width }
  /// One block of attention's scores, twice with `keeping`.
  var scores: UnsafeMutablePointer<Float> { scoreBuffer.start }
}
