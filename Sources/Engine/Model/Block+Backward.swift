// The way back through a block, in the opposite order; the letters are those of Block.swift

extension Block {
  /// Turns `activations.gradient` (R, C), the derivatives with respect to the layer's output, into those
  /// with respect to its input, and adds what follows for the parameters to `gradients`, laid out like
  /// these.
  func backward(
    _ packing: Packing, _ activations: Activations, gradients: UnsafeMutablePointer<Float>
  ) {
    let states = activations.layer(index)
    backwardFeedForward(packing.rows, states, activations, gradients)
    backwardAttention(packing, states, activations, gradients)
  }

  private func backwardFeedForward(
    _ rows: Int, _ states: LayerActivations, _ activations: Activations,
    _ gradients: UnsafeMutablePointer<Float>
  ) {
    let (slopes, wide) = (activations.gradient, activations.wide)
    let inner = wide + rows * 2 * unit.width
    backwardResult(
      inner, of: states.act, places.down, activations, gradients, rows: rows,
      Result(
        places.feedForwardResultNorm, states.feedForwardResult, states.feedForwardResultScales))
    unit.backward(wide, inner, states.gateUp, rows: rows)
    transformer.projectBackward(
      activations.narrow, gradients, wide, states.middleNormed, places.gateUp, rows: rows)
    backwardNorm(
      slopes, activations.narrow, states.middle, states.middleScales, places.feedForwardNorm,
      gradients, rows: rows)
  }

  private func backwardAttention(
    _ packing: Packing, _ states: LayerActivations, _ activations: Activations,
    _ gradients: UnsafeMutablePointer<Float>
  ) {
    let (rows, wide) = (packing.rows, activations.wide)
    let attended = wide + rows * attention.shape.rowWidth
    backwardResult(
      attended, of: states.attended, places.output, activations, gradients, rows: rows,
      Result(places.attentionResultNorm, states.attentionResult, states.attentionResultScales))
    packing.attendBackward(
      wide, attended, states.qkv, sums: states.sums, attention, scratch: activations.scores)
    turn(wide, packing, backwards: true)
    backwardHeadNorms(wide, states, gradients, rows: rows, scratch: attended)
    transformer.projectBackward(
      activations.narrow, gradients, wide, states.normed, places.queryKeyValue, rows: rows)
    backwardNorm(
      activations.gradient, activations.narrow, states.input, states.scales, places.attentionNorm,
      gradients, rows: rows)
  }

  /// dIn ← dOut, for out = x + N'(in · weight + bias); what follows for x is dOut itself, which stays.
  private func backwardResult(
    _ inputGradient: UnsafeMutablePointer<Float>, of input: UnsafePointer<Float>,
    _ projection: Projection, _ activations: Activations,
    _ gradients: UnsafeMutablePointer<Float>, rows: Int, _ result: Result
  ) {
    var slopes = activations.gradient
    if let gain = result.gain {
      slopes = activations.narrow
      slopes.update(repeating: 0, count: rows * norm.width)
      backwardNorm(
        slopes, activations.gradient, result.input, result.scales, gain, gradients, rows: rows)
    }
    transformer.projectBackward(inputGradient, gradients, slopes, input, projection, rows: rows)
  }

  private func backwardNorm(
    _ inputGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ input: UnsafePointer<Float>, _ scales: UnsafePointer<Float>, _ gain: Int,
    _ gradients: UnsafeMutablePointer<Float>, rows: Int
  ) {
    norm.backward(
      inputGradient, gradients + gain, outputGradient, input, scales: scales,
      gain: transformer.weight(gain), rows: rows)
  }

  private func backwardHeadNorms(
    _ qkvGradient: UnsafeMutablePointer<Float>, _ states: LayerActivations,
    _ gradients: UnsafeMutablePointer<Float>, rows: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    guard let before = states.heads else { return }
    headNorm?.backward(
      qkvGradient, gradients, transformer.weight(0), scales: states.headScales, before: before,
      rows: rows, scratch: scratch)
  }
}
