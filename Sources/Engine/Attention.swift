import CKernels
import Glibc

// Causal attention of one sequence, one head after the other
// T tokens, Q query heads, G key and value heads, H numbers a head
// a row of qkv holds Q queries, G keys and G values of H numbers each: W = (Q + 2G) · H

/// The sizes of attention.
struct AttentionShape {
  let heads: Int
  let keyValueHeads: Int
  let headWidth: Int
  /// How many heads of a row have a norm: all queries and keys, or none.
  let normedHeads: Int
  /// How many queries are worked on at a time; it bounds the memory for scores.
  static let block = 64

  init(_ architecture: Architecture) {
    heads = architecture.heads
    keyValueHeads = architecture.keyValueHeads
    headWidth = architecture.headWidth
    normedHeads = architecture.normsHeads ? heads + keyValueHeads : 0
  }

  /// W, the length of a row of queries, keys and values.
  var rowWidth: Int { (heads + 2 * keyValueHeads) * headWidth }
  /// Q · H, the length of a row of results.
  var outputWidth: Int { heads * headWidth }
  /// 1 / √H.
  var scale: Float { 1 / Float(headWidth).squareRoot() }

  /// Where a head's query, key and value begin in a row.
  func columns(_ head: Int) -> (query: Int, key: Int, value: Int) {
    let group = head * keyValueHeads / heads
    return (
      head * headWidth, (heads + group) * headWidth, (heads + keyValueHeads + group) * headWidth
    )
  }

  /// How many scores a block holds for a sequence of `length` tokens.
  static func scores(length: Int) -> Int { block * roundUp(length, to: laneCount) }
}

/// out (T, Q·H), sums ln Σ e^score (T, Q) ← qkv (T, W).
/// - Parameter scores: room for `AttentionShape.scores(length:)` numbers
func attention(
  _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ qkv: UnsafePointer<Float>, length: Int, shape: AttentionShape,
  scores: UnsafeMutablePointer<Float>
) {
  let (W, H) = (shape.rowWidth, shape.headWidth)
  for head in 0..<shape.heads {
    let columns = shape.columns(head)
    for first in stride(from: 0, to: length, by: AttentionShape.block) {
      let end = min(first + AttentionShape.block, length)
      let rowLength = roundUp(end, to: laneCount)
      multiply(
        end - first, end, H, Matrix(qkv + first * W + columns.query, stride: W),
        Matrix(qkv + columns.key, stride: W).transposed, into: scores, stride: rowLength,
        scale: shape.scale)
      for row in first..<end {
        let line = scores + (row - first) * rowLength
        sums[row * shape.heads + head] = kernels.softmax(line, row + 1, rowLength)
      }
      multiply(
        end - first, H, end, Matrix(scores, stride: rowLength),
        Matrix(qkv + columns.value, stride: W), into: out + first * shape.outputWidth + head * H,
        stride: shape.outputWidth)
    }
  }
}

/// dQkv (T, W) ← dOut (T, Q·H), qkv (T, W), sums (T, Q).
///
/// The probabilities P are computed again. dV = Pᵀ dO, dP = dO Vᵀ, dS = P · (dP − Σ P dP).
/// - Parameter scores: room for twice `AttentionShape.scores(length:)` numbers
func attentionBackward(
  _ qkvGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
  _ qkv: UnsafePointer<Float>, sums: UnsafePointer<Float>, length: Int, shape: AttentionShape,
  scores: UnsafeMutablePointer<Float>
) {
  let (W, H) = (shape.rowWidth, shape.headWidth)
  let slopes = scores + AttentionShape.scores(length: length)
  qkvGradient.update(repeating: 0, count: length * W)
  for head in 0..<shape.heads {
    let columns = shape.columns(head)
    for first in stride(from: 0, to: length, by: AttentionShape.block) {
      let end = min(first + AttentionShape.block, length)
      let (rows, rowLength) = (end - first, roundUp(end, to: laneCount))
      let queries = Matrix(qkv + first * W + columns.query, stride: W)
      let keys = Matrix(qkv + columns.key, stride: W)
      let values = Matrix(qkv + columns.value, stride: W)
      let results = Matrix(
        outputGradient + first * shape.outputWidth + head * H, stride: shape.outputWidth)
      multiply(
        rows, end, H, queries, keys.transposed, into: scores, stride: rowLength,
        scale: shape.scale)
      multiply(rows, end, H, results, values.transposed, into: slopes, stride: rowLength)
      for row in first..<end {
        kernels.softmaxBackward(
          scores + (row - first) * rowLength, slopes + (row - first) * rowLength,
          sums[row * shape.heads + head], row + 1, rowLength)
      }
      multiply(
        end, H, rows, Matrix(scores, stride: rowLength).transposed, results,
        into: qkvGradient + columns.value, stride: W, adding: true)
      multiply(
        rows, H, end, Matrix(slopes, stride: rowLength), keys,
        into: qkvGradient + first * W + columns.query, stride: W, scale: shape.scale)
      multiply(
        end, H, rows, Matrix(slopes, stride: rowLength).transposed, queries,
        into: qkvGradient + columns.key, stride: W, scale: shape.scale, adding: true)
    }
  }
}
