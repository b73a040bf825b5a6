import Glibc

// Norms of single heads between projection and rotation, as in Qwen3 and Gemma 3 (2025)
// R rows of Q queries, G keys and G values of H numbers each: W = (Q + 2G) · H

/// The norms of every query and every key of a layer.
struct HeadNorm {
  private let norm: Norm
  private let shape: AttentionShape
  /// The queries and the keys of a row of qkv: the first head, how many, and where their gain (H)
  /// begins in the parameters.
  private let parts: [(first: Int, heads: Int, gain: Int)]

  init(_ architecture: Architecture, _ gains: Layout.HeadNorms) {
    norm = Norm(architecture, width: architecture.headWidth)
    shape = AttentionShape(architecture)
    parts = [(0, shape.heads, gains.query), (shape.heads, shape.keyValueHeads, gains.key)]
  }

  /// Norms the queries and keys of qkv (R, W) in place.
  /// - Parameters:
  ///   - scales: r of every head (R, Q + G).
  ///   - before: gets the queries and keys (R, (Q + G) · H) as they were.
  func forward(
    _ qkv: UnsafeMutablePointer<Float>, _ scales: UnsafeMutablePointer<Float>,
    _ parameters: UnsafePointer<Float>, rows: Int, before: UnsafeMutablePointer<Float>?
  ) {
    let width = shape.normedHeads * shape.headWidth
    for row in 0..<rows {
      let line = qkv + row * shape.rowWidth
      if let before {
        memcpy(before + row * width, line, width * MemoryLayout<Float>.stride)
      }
      for part in parts {
        let heads = line + part.first * shape.headWidth
        norm.forward(
          heads, scales + row * shape.normedHeads + part.first, heads, gain: parameters + part.gain,
          rows: part.heads)
      }
    }
  }

  /// Turns the derivatives of normed queries and keys in dQkv (R, W) into those of what `forward`
  /// normed, and adds to the gains' part of `gradients`.
  /// - Parameters:
  ///   - before: the queries and keys (R, (Q + G) · H) before their norms.
  ///   - scratch: room for the queries of a row.
  func backward(
    _ qkvGradient: UnsafeMutablePointer<Float>, _ gradients: UnsafeMutablePointer<Float>,
    _ parameters: UnsafePointer<Float>, scales: UnsafePointer<Float>,
    before: UnsafePointer<Float>, rows: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for part in parts {
        let heads = qkvGradient + row * shape.rowWidth + part.first * shape.headWidth
        let count = part.heads * shape.headWidth
        memcpy(scratch, heads, count * MemoryLayout<Float>.stride)
        heads.update(repeating: 0, count: count)
        let place = row * shape.normedHeads + part.first
        norm.backward(
          heads, gradients + part.gain, scratch, before + place * shape.headWidth,
          scales: scales + place, gain: parameters + part.gain, rows: part.heads)
      }
    }
  }
}
