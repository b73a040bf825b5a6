import Glibc

// Norms of single heads between projection and rotation, as in Qwen3 (2025)
// R rows of Q queries, G keys and G values of H numbers each: W = (Q + 2G) · H

extension Transformer {
  /// The queries and the keys of a row of qkv: where they begin, how many, and their gain.
  private func normedParts(
    _ norms: (query: Int, key: Int)
  ) -> [(first: Int, heads: Int, gain: Int)] {
    let shape = attentionShape
    return [(0, shape.heads, norms.query), (shape.heads, shape.keyValueHeads, norms.key)]
  }

  /// Norms the queries and keys of qkv (R, W) in place, if the model does.
  /// - Parameters:
  ///   - scales: r of every head (R, Q + G).
  ///   - before: gets the queries and keys (R, (Q + G) · H) as they were.
  func normHeads(
    _ qkv: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
    _ offsets: Layout.Layer, rows: Int, before: UnsafeMutablePointer<Float>? = nil
  ) {
    guard let norms = offsets.headNorms else { return }
    let (shape, parts) = (attentionShape, normedParts(norms))
    let width = shape.normedHeads * shape.headWidth
    for row in 0..<rows {
      let line = qkv + row * shape.rowWidth
      if let before {
        memcpy(before + row * width, line, width * MemoryLayout<Float>.stride)
      }
      for part in parts {
        let heads = line + part.first * shape.headWidth
        norm(
          heads, scales + row * shape.normedHeads + part.first, heads, gain: weight(part.gain),
          rows: part.heads, width: shape.headWidth, epsilon: architecture.normEpsilon)
      }
    }
  }

  /// Turns the derivatives of normed queries and keys in dQkv (R, W) into those of what `forward`
  /// normed, and adds to the gains' part of `gradients`.
  /// - Parameter scratch: room for the queries of a row.
  func normHeadsBackward(
    _ qkvGradient: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
    _ layer: LayerActivations, _ offsets: Layout.Layer, rows: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    guard let norms = offsets.headNorms else { return }
    let (shape, parts) = (attentionShape, normedParts(norms))
    for row in 0..<rows {
      for part in parts {
        let heads = qkvGradient + row * shape.rowWidth + part.first * shape.headWidth
        let count = part.heads * shape.headWidth
        memcpy(scratch, heads, count * MemoryLayout<Float>.stride)
        heads.update(repeating: 0, count: count)
        let place = row * shape.normedHeads + part.first
        normBackward(
          heads, gradients + part.gain, scratch, layer.heads + place * shape.headWidth,
          scales: layer.headScales + place, gain: weight(part.gain), rows: part.heads,
          width: shape.headWidth)
      }
    }
  }
}
