import Glibc

// A decoder: embeddings, blocks, and a head (Head.swift) that some rows go through
// R rows (tokens), C width, V vocabulary, L layers

/// A model ready to be computed with.
package final class Transformer: @unchecked Sendable {
  /// The numbers that it computes with; they may be changed between two calls.
  package let parameters: Parameters
  let layout: Layout
  let attentionShape: AttentionShape
  /// The angles of all layers that see everything before them, and of those with a window.
  private let rotary: Rotary
  private let windowRotary: Rotary
  /// The layers in their order.
  private(set) var blocks: [Block] = []
  private weak var packed: PackedWeights?

  /// The sizes of the model.
  package var architecture: Architecture { parameters.architecture }

  /// Prepares a model.
  package init(_ parameters: Parameters) {
    let a = parameters.architecture
    precondition(a.heads % a.keyValueHeads == 0, "heads share keys and values evenly")
    precondition(a.headWidth % 2 == 0, "the length of a head is even")
    precondition(a.rotates.count == a.layers, "every layer says whether it rotates")
    precondition(
      (a.window?.layers.count ?? a.layers) == a.layers, "every layer says whether it has a window")
    // Before the library computes anything: the choice may limit it.
    _ = KernelChoice.chosen
    self.parameters = parameters
    layout = Layout(a)
    attentionShape = AttentionShape(a)
    let positions = a.rotates.contains(true) ? a.context : 0
    rotary = Rotary(
      theta: a.ropeTheta, scaling: a.ropeScaling, headWidth: a.headWidth, positions: positions)
    windowRotary =
      a.window?.ropeTheta.map {
        Rotary(theta: $0, scaling: .none, headWidth: a.headWidth, positions: positions)
      } ?? rotary
    blocks = (0..<a.layers).map { Block(self, $0) }
  }

  /// The angles by which a layer turns its queries and keys; nil if it turns none.
  func rotary(_ layer: Int) -> Rotary? {
    if !architecture.rotates[layer] { return nil }
    return architecture.window(layer) == nil ? rotary : windowRotary
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
    let (width, scale) = (architecture.width, architecture.embeddingScale)
    for (row, token) in tokens.enumerated() {
      let embedding = weight(layout.embedding + Int(token) * width)
      let x = out + row * width
      for i in 0..<width { x[i] = scale * embedding[i] }
    }
  }

  /// The states after the last layer, before the last norm, into `activations.output`.
  /// - Parameter packed: the weights, where a sequence's results must not depend on its neighbours.
  func forward(_ rows: some TokenRows, _ activations: Activations, packed: PackedWeights?) {
    activations.reserve(rows)
    embed(activations.input, rows.tokens)
    for block in blocks {
      block.forward(
        rows, activations.layer(block.index), scratch: activations.scores, packed: packed)
    }
  }

  /// The same as far as the cache needs it: the last layer goes no further than keys and values.
  func prefill(_ rows: some TokenRows, _ activations: Activations, packed: PackedWeights?) {
    activations.reserve(rows)
    embed(activations.input, rows.tokens)
    for block in blocks.dropLast() {
      block.forward(
        rows, activations.layer(block.index), scratch: activations.scores, packed: packed)
    }
    guard let last = blocks.last else { return }
    last.queriesKeysAndValues(rows, activations.layer(last.index), packed: packed)
  }
}

// MARK: - Backward

extension Transformer {
  /// Adds to `gradients`, laid out like the parameters, what follows from the derivatives with
  /// respect to the states after the last layer, `activations.gradient` (R, C), which it uses up.
  func backward(
    _ packing: Packing, _ activations: Activations, gradients: UnsafeMutablePointer<Float>
  ) {
    for block in blocks.reversed() {
      block.backward(packing, activations, gradients: gradients)
    }
    let (width, scale) = (architecture.width, architecture.embeddingScale)
    for (row, token) in packing.tokens.enumerated() {
      let slopes = activations.gradient + row * width
      let embedding = gradients + layout.embedding + Int(token) * width
      for i in 0..<width { embedding[i] += scale * slopes[i] }
    }
  }
}
