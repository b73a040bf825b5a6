import CKernels

/// The weights of a model's linear layers in the order in which small products read them.
///
/// They are a copy: it is as large as they are, and as old as the last change of the parameters.
final class PackedWeights: Sendable {
  private let buffer: FloatBuffer
  private let offsets: [Int: Int]

  /// Packs every matrix, the output head's included.
  init(_ parameters: Parameters, _ layout: Layout) {
    let a = parameters.architecture
    var matrices = layout.layers.flatMap { [$0.queryKeyValue, $0.output, $0.gateUp, $0.down] }
    matrices.append(layout.headProjection(a))
    var offsets: [Int: Int] = [:]
    var count = 0
    for matrix in matrices {
      offsets[matrix.weight] = count
      count += roundUp(kernels.packedCount(matrix.inputs, matrix.outputs), to: laneCount)
    }
    buffer = FloatBuffer(count: count)
    self.offsets = offsets
    for matrix in matrices {
      kernels.pack(
        buffer.start + offsets[matrix.weight, default: 0],
        parameters.buffer.start + matrix.weight, matrix.inputs, matrix.outputs)
    }
  }

  /// out (R, O) ← in (R, I) · weight (O, I)ᵀ, or += with `adding`.
  ///
  /// A row's result does not depend on the others, nor on how many there are.
  func linear(
    _ out: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>, _ layer: Projection,
    rows: Int, adding: Bool
  ) {
    kernels.multiplyPacked(
      out, input, buffer.start + offsets[layer.weight, default: 0], rows, layer.outputs,
      layer.inputs, adding ? 1 : 0)
  }
}
