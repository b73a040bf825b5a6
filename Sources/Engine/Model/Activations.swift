/// One thread's memory for the states of a forward pass, and for a backward pass after it.
///
/// It grows to the most rows that it has seen. Without `keeping`, all layers use one place, in which the
/// residual stream is changed where it lies, and there is no way back.
final class Activations {
  private let architecture: Architecture
  private let shape: AttentionShape
  private let keeping: Bool
  private var rows = 0
  private var states = FloatBuffer(count: 0)
  private var work = FloatBuffer(count: 0)
  private var scoreBuffer = FloatBuffer(count: 0)

  init(_ architecture: Architecture, keeping: Bool) {
    self.architecture = architecture
    self.keeping = keeping
    shape = AttentionShape(architecture)
  }

  /// Makes room for some rows.
  func reserve(_ tokens: some TokenRows) {
    let needed = roundUp(tokens.tokens.count, to: laneCount)
    if needed > rows {
      rows = needed
      let layers = keeping ? architecture.layers : 1
      states = FloatBuffer(count: rows * (layers * numbersPerRow + architecture.width))
      let wide = max(3 * architecture.feedForward, shape.rowWidth + shape.outputWidth)
      work = FloatBuffer(count: keeping ? rows * (2 * architecture.width + wide) : 0)
    }
    let scores = (keeping ? 2 : 1) * tokens.scratch(shape)
    if scores > scoreBuffer.count { scoreBuffer = FloatBuffer(count: scores) }
  }

  /// Those of `layer`, an upper bound where some of them share a place.
  private var numbersPerRow: Int {
    let results = architecture.normsResults ? 2 * (architecture.width + 1) : 0
    return 4 * architecture.width + 2 + shape.rowWidth + shape.normedHeads * (shape.headWidth + 1)
      + shape.outputWidth + shape.heads + results + 3 * architecture.feedForward
  }

  /// The states of one layer.
  func layer(_ index: Int) -> LayerActivations {
    let (c, results) = (architecture.width, architecture.normsResults)
    let input = states.start + (keeping ? index * rows * numbersPerRow : 0)
    var next = input
    func take(_ width: Int) -> UnsafeMutablePointer<Float> {
      defer { next += rows * width }
      return next
    }
    _ = take(c)
    let normed = take(c)
    let heads = keeping ? take(shape.normedHeads * shape.headWidth) : nil
    return LayerActivations(
      input: input, normed: normed, scales: take(1), qkv: take(shape.rowWidth), heads: heads,
      headScales: take(shape.normedHeads), attended: take(shape.outputWidth),
      sums: take(shape.heads), attentionResult: take(results ? c : 0),
      attentionResultScales: take(results ? 1 : 0), middle: keeping ? take(c) : input,
      middleNormed: keeping ? take(c) : normed, middleScales: take(1),
      gateUp: take(2 * architecture.feedForward), act: take(architecture.feedForward),
      feedForwardResult: take(results ? c : 0), feedForwardResultScales: take(results ? 1 : 0),
      output: keeping ? states.start + (index + 1) * rows * numbersPerRow : input)
  }

  /// The residual stream before the first layer (R, C).
  var input: UnsafeMutablePointer<Float> { states.start }
  /// The residual stream after the last layer (R, C).
  var output: UnsafeMutablePointer<Float> { layer(architecture.layers - 1).output }

  /// Derivatives with respect to the residual stream (R, C).
  var gradient: UnsafeMutablePointer<Float> { work.start }
  /// Derivatives with respect to a norm's result (R, C).
  var narrow: UnsafeMutablePointer<Float> { work.start + rows * architecture.width }
  /// Derivatives inside a block, (R, 3F) or (R, W + A).
  var wide: UnsafeMutablePointer<Float> { work.start + 2 * rows * architecture.width }
  /// One block of attention's scores, twice with `keeping`.
  var scores: UnsafeMutablePointer<Float> { scoreBuffer.start }
}
