import Glibc

// A Llama-family decoder over sequences that lie end to end
// R rows (tokens), C width, W queries, keys and values of a row, A results of all heads,
// F feed-forward, V vocabulary, L layers

/// Sequences of different lengths, end to end.
struct Packing {
  private(set) var tokens: [Int32] = []
  /// Where each sequence begins, and the end of the last.
  private(set) var starts = [0]
  private(set) var longest = 0

  var rows: Int { tokens.count }
  var count: Int { starts.count - 1 }

  mutating func append(_ parts: [Int32]...) {
    for part in parts { tokens += part }
    longest = max(longest, tokens.count - starts[count])
    starts.append(tokens.count)
  }

  /// The rows of one sequence.
  func range(_ sequence: Int) -> Range<Int> { starts[sequence]..<starts[sequence + 1] }
}

/// A model ready to be computed with.
package final class Transformer: @unchecked Sendable {
  /// The numbers that it computes with; they may be changed between two calls.
  package let parameters: Parameters
  let layout: Layout
  let attentionShape: AttentionShape
  let rotary: Rotary
  private weak var packed: PackedWeights?

  /// The sizes of the model.
  package var architecture: Architecture { parameters.architecture }

  /// Prepares a model.
  package init(_ parameters: Parameters) {
    let a = parameters.architecture
    precondition(a.heads % a.keyValueHeads == 0, "heads share keys and values evenly")
    precondition(a.headWidth % 2 == 0, "the length of a head is even")
    precondition(a.rotates.count == a.layers, "every layer says whether it rotates")
    // Before the library computes anything: the choice may limit it.
    _ = KernelChoice.chosen
    self.parameters = parameters
    layout = Layout(a)
    attentionShape = AttentionShape(a)
    rotary = Rotary(a)
  }

  /// The weights as small products read them, packed once for all who hold them.
  func packWeights() -> PackedWeights {
    if let packed { return packed }
    let result = PackedWeights(parameters, layout)
    packed = result
    return result
  }

  /// Says that the parameters have changed.
  func forgetPackedWeights() { packed = nil }

  /// The parameters from an offset on.
  func weight(_ offset: Int) -> UnsafePointer<Float> {
    UnsafePointer(parameters.buffer.start + offset)
  }
}

// MARK: - Linear layers
// O numbers out, I numbers in

extension Transformer {
  /// out (R, O) ← in (R, I) · weight (O, I)ᵀ + bias (O), or += with `adding`.
  /// - Parameter packed: with these, a row's result does not depend on the others; without, the
  ///   library picks its kernel, and with it the order of a sum, by the number of rows.
  func project(
    _ out: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>, _ layer: Projection,
    rows: Int, packed: PackedWeights?, adding: Bool = false
  ) {
    if let packed {
      packed.linear(out, input, layer, rows: rows, adding: adding)
    } else {
      multiply(
        rows, layer.outputs, layer.inputs, Matrix(input, stride: layer.inputs),
        Matrix(weight(layer.weight), stride: layer.inputs).transposed, into: out,
        stride: layer.outputs, adding: adding)
    }
    if let bias = layer.bias { addBias(out, weight(bias), rows: rows, width: layer.outputs) }
  }

  /// dIn (R, I) ← dOut (R, O), and the layer's part of `gradients` += what follows from in (R, I).
  func projectBackward(
    _ inputGradient: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
    _ outputGradient: UnsafePointer<Float>, _ input: UnsafePointer<Float>, _ layer: Projection,
    rows: Int
  ) {
    linearBackward(
      inputGradient, gradients + layer.weight, outputGradient, input,
      weight: weight(layer.weight), rows: rows, inputs: layer.inputs, outputs: layer.outputs)
    guard let bias = layer.bias else { return }
    biasBackward(gradients + bias, outputGradient, rows: rows, width: layer.outputs)
  }
}

// MARK: - Forward

extension Transformer {
  /// x (R, C) of the first layer ← the embeddings of the tokens.
  func embed(_ out: UnsafeMutablePointer<Float>, _ tokens: [Int32]) {
    let width = architecture.width
    for (row, token) in tokens.enumerated() {
      memcpy(
        out + row * width, weight(layout.embedding + Int(token) * width),
        width * MemoryLayout<Float>.stride)
    }
  }

  /// The states after the last layer, before the last norm, into `activations.output`.
  /// - Parameter packed: the weights, where a sequence's results must not depend on its neighbours.
  func forward(_ packing: Packing, _ activations: Activations, packed: PackedWeights?) {
    activations.reserve(packing)
    embed(activations.layer(0).input, packing.tokens)
    for index in 0..<architecture.layers {
      forwardProjection(index, packing, activations.layer(index), packed)
      forwardAttention(index, packing, activations, packed)
      forwardFeedForward(index, packing.rows, activations, packed)
    }
  }

  /// The same as far as keys and values need it: the last layer goes no further than those.
  /// - Parameter visit: gets the queries, keys and values (R, W) of each layer.
  func forwardKeysAndValues(
    _ packing: Packing, _ activations: Activations, packed: PackedWeights?,
    visit: (_ layer: Int, _ qkv: UnsafePointer<Float>) -> Void
  ) {
    activations.reserve(packing)
    embed(activations.layer(0).input, packing.tokens)
    for index in 0..<architecture.layers {
      forwardProjection(index, packing, activations.layer(index), packed)
      visit(index, activations.layer(index).qkv)
      if index == architecture.layers - 1 { break }
      forwardAttention(index, packing, activations, packed)
      forwardFeedForward(index, packing.rows, activations, packed)
    }
  }

  /// The queries, keys and values (R, W) of a layer.
  private func forwardProjection(
    _ index: Int, _ packing: Packing, _ layer: LayerActivations, _ packed: PackedWeights?
  ) {
    let (a, offsets, rows) = (architecture, layout.layers[index], packing.rows)
    norm(
      layer.normed, layer.scales, layer.input, gain: weight(offsets.attentionNorm), rows: rows,
      width: a.width, epsilon: a.normEpsilon)
    project(layer.qkv, layer.normed, offsets.queryKeyValue, rows: rows, packed: packed)
    normHeads(layer.qkv, layer.headScales, offsets, rows: rows, before: layer.heads)
    if a.rotates[index] { turn(layer.qkv, packing) }
  }

  private func forwardAttention(
    _ index: Int, _ packing: Packing, _ activations: Activations, _ packed: PackedWeights?
  ) {
    let (shape, offsets, layer) = (attentionShape, layout.layers[index], activations.layer(index))
    for sequence in 0..<packing.count {
      let range = packing.range(sequence)
      attention(
        layer.attended + range.lowerBound * shape.outputWidth,
        layer.sums + range.lowerBound * shape.heads,
        layer.qkv + range.lowerBound * shape.rowWidth, length: range.count, shape: shape,
        scores: activations.scores)
    }
    let numbers = packing.rows * architecture.width
    memcpy(layer.middle, layer.input, numbers * MemoryLayout<Float>.stride)
    project(
      layer.middle, layer.attended, offsets.output, rows: packing.rows, packed: packed, adding: true
    )
  }

  private func forwardFeedForward(
    _ index: Int, _ rows: Int, _ activations: Activations, _ packed: PackedWeights?
  ) {
    let (a, offsets, layer) = (architecture, layout.layers[index], activations.layer(index))
    norm(
      layer.middleNormed, layer.middleScales, layer.middle,
      gain: weight(offsets.feedForwardNorm), rows: rows, width: a.width, epsilon: a.normEpsilon)
    project(layer.gateUp, layer.middleNormed, offsets.gateUp, rows: rows, packed: packed)
    swiGLU(layer.act, layer.gateUp, rows: rows, width: a.feedForward)
    let output = activations.output(of: index)
    memcpy(output, layer.middle, rows * a.width * MemoryLayout<Float>.stride)
    project(output, layer.act, offsets.down, rows: rows, packed: packed, adding: true)
  }

  /// Turns the queries and keys (R, W) of every row by its position.
  private func turn(
    _ qkv: UnsafeMutablePointer<Float>, _ packing: Packing, backwards: Bool = false
  ) {
    let heads = attentionShape.heads + attentionShape.keyValueHeads
    for sequence in 0..<packing.count {
      let range = packing.range(sequence)
      for row in range {
        rotary.turn(
          qkv + row * attentionShape.rowWidth, heads: heads, position: row - range.lowerBound,
          backwards: backwards)
      }
    }
  }
}

// MARK: - Backward

extension Transformer {
  /// Adds to `gradients`, laid out like the parameters, what follows from the derivatives with
  /// respect to the states after the last layer, `activations.gradient` (R, C), which it uses up.
  func backward(
    _ packing: Packing, _ activations: Activations, gradients: UnsafeMutablePointer<Float>
  ) {
    for index in (0..<architecture.layers).reversed() {
      backwardFeedForward(index, packing.rows, activations, gradients)
      backwardAttention(index, packing, activations, gradients)
    }
    let width = architecture.width
    for (row, token) in packing.tokens.enumerated() {
      add(
        gradients + layout.embedding + Int(token) * width, activations.gradient + row * width,
        width)
    }
  }

  private func backwardFeedForward(
    _ index: Int, _ rows: Int, _ activations: Activations, _ gradients: UnsafeMutablePointer<Float>
  ) {
    let (a, offsets, layer) = (architecture, layout.layers[index], activations.layer(index))
    let wide = activations.wide
    let inner = wide + rows * 2 * a.feedForward
    projectBackward(inner, gradients, activations.gradient, layer.act, offsets.down, rows: rows)
    swiGLUBackward(wide, inner, layer.gateUp, rows: rows, width: a.feedForward)
    projectBackward(
      activations.narrow, gradients, wide, layer.middleNormed, offsets.gateUp, rows: rows)
    normBackward(
      activations.gradient, gradients + offsets.feedForwardNorm, activations.narrow, layer.middle,
      scales: layer.middleScales, gain: weight(offsets.feedForwardNorm), rows: rows,
      width: a.width)
  }

  private func backwardAttention(
    _ index: Int, _ packing: Packing, _ activations: Activations,
    _ gradients: UnsafeMutablePointer<Float>
  ) {
    let (a, shape, offsets) = (architecture, attentionShape, layout.layers[index])
    let (rows, layer) = (packing.rows, activations.layer(index))
    let wide = activations.wide
    let attended = wide + rows * shape.rowWidth
    projectBackward(
      attended, gradients, activations.gradient, layer.attended, offsets.output, rows: rows)
    for sequence in 0..<packing.count {
      let range = packing.range(sequence)
      attentionBackward(
        wide + range.lowerBound * shape.rowWidth, attended + range.lowerBound * shape.outputWidth,
        layer.qkv + range.lowerBound * shape.rowWidth,
        sums: layer.sums + range.lowerBound * shape.heads, length: range.count, shape: shape,
        scores: activations.scores)
    }
    if a.rotates[index] { turn(wide, packing, backwards: true) }
    normHeadsBackward(wide, gradients, layer, offsets, rows: rows, scratch: attended)
    projectBackward(
      activations.narrow, gradients, wide, layer.normed, offsets.queryKeyValue, rows: rows)
    normBackward(
      activations.gradient, gradients + offsets.attentionNorm, activations.narrow, layer.input,
      scales: layer.scales, gain: weight(offsets.attentionNorm), rows: rows, width: a.width)
  }
}
