import CKernels
import Glibc

// Attention of one sequence, one head after the other (Vaswani and others 2017, eq. 1)
//   P = softmax(s · Q Kᵀ + mask), out = P V
// s = 1/√H unless the model says otherwise; the mask is 0 where a query sees a key and −∞ elsewhere: a
// token sees itself and those before it, or the last `window` of these
// T tokens, Q query heads, G key and value heads (Q/G query heads share one), H numbers a head
// a row of qkv holds Q queries, G keys and G values of H numbers each: W = (Q + 2G) · H

/// Attention over the whole of a sequence, for training, scoring and prefill.
struct Attention {
  let shape: AttentionShape
  /// How many tokens a query sees, its own included; nil for all before it.
  var window: Int?

  /// out (T, Q·H), sums ln Σ e^score (T, Q) ← qkv (T, W).
  /// - Parameter scores: room for `AttentionShape.scores(length:)` numbers.
  func forward(
    _ out: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ qkv: UnsafePointer<Float>, length: Int, scores: UnsafeMutablePointer<Float>
  ) {
    forEachBlock(qkv, length: length) { block in
      multiply(
        block.rows.count, block.keyCount, shape.headWidth, block.queries, block.keys.transposed,
        into: scores, stride: block.lineLength, scale: shape.scale)
      for row in block.rows {
        let (line, visible) = (scores + block.line(of: row), block.visible(row))
        line.update(repeating: 0, count: visible.lowerBound)
        sums[row * shape.heads + block.head] = kernels.softmax(
          line + visible.lowerBound, visible.count, block.lineLength - visible.lowerBound)
      }
      multiply(
        block.rows.count, shape.headWidth, block.keyCount,
        Matrix(scores, stride: block.lineLength), block.values,
        into: out + block.result, stride: shape.outputWidth)
    }
  }

  /// dQkv (T, W) ← dOut (T, Q·H), qkv (T, W), sums (T, Q).
  ///
  /// P is computed again. dV = Pᵀ dO, dP = dO Vᵀ, dS = P · (dP − Σ P dP), dQ = s · dS K,
  /// dK = s · dSᵀ Q.
  /// - Parameter scores: room for twice `AttentionShape.scores(length:)` numbers.
  func backward(
    _ qkvGradient: UnsafeMutablePointer<Float>, _ outputGradient: UnsafePointer<Float>,
    _ qkv: UnsafePointer<Float>, sums: UnsafePointer<Float>, length: Int,
    scores: UnsafeMutablePointer<Float>
  ) {
    let (W, H) = (shape.rowWidth, shape.headWidth)
    let slopes = scores + AttentionShape.scores(length: length)
    qkvGradient.update(repeating: 0, count: length * W)
    forEachBlock(qkv, length: length) { block in
      let (rows, keys, stride) = (block.rows.count, block.keyCount, block.lineLength)
      let results = Matrix(outputGradient + block.result, stride: shape.outputWidth)
      multiply(
        rows, keys, H, block.queries, block.keys.transposed, into: scores, stride: stride,
        scale: shape.scale)
      multiply(rows, keys, H, results, block.values.transposed, into: slopes, stride: stride)
      for row in block.rows {
        let (place, visible) = (block.line(of: row), block.visible(row))
        (scores + place).update(repeating: 0, count: visible.lowerBound)
        (slopes + place).update(repeating: 0, count: visible.lowerBound)
        kernels.softmaxBackward(
          scores + place + visible.lowerBound, slopes + place + visible.lowerBound,
          sums[row * shape.heads + block.head], visible.count, stride - visible.lowerBound)
      }
      multiply(
        keys, H, rows, Matrix(scores, stride: stride).transposed, results,
        into: qkvGradient + block.valueStart, stride: W, adding: true)
      multiply(
        rows, H, keys, Matrix(slopes, stride: stride), block.keys,
        into: qkvGradient + block.queryStart, stride: W, scale: shape.scale)
      multiply(
        keys, H, rows, Matrix(slopes, stride: stride).transposed, block.queries,
        into: qkvGradient + block.keyStart, stride: W, scale: shape.scale, adding: true)
    }
  }

  /// What `forward` computes, one score after the other in double precision: out (T, Q·H).
  func plain(_ qkv: [Float], length: Int) -> [Double] {
    var out = Array(repeating: 0.0, count: length * shape.outputWidth)
    for head in 0..<shape.heads {
      let columns = shape.columns(head)
      for query in 0..<length {
        let visible = max(0, query + 1 - (window ?? length))...query
        let weights = visible.map { key in
          var score = 0.0
          for i in 0..<shape.headWidth {
            score +=
              Double(qkv[query * shape.rowWidth + columns.query + i])
              * Double(qkv[key * shape.rowWidth + columns.key + i])
          }
          return exp(score * Double(shape.scale))
        }
        let sum = weights.reduce(0, +)
        for (key, weight) in zip(visible, weights) {
          for i in 0..<shape.headWidth {
            out[query * shape.outputWidth + head * shape.headWidth + i] +=
              weight / sum * Double(qkv[key * shape.rowWidth + columns.value + i])
          }
        }
      }
    }
    return out
  }

  /// Calls `body` for every head and block of queries, and the keys that at least one of them sees.
  private func forEachBlock(
    _ qkv: UnsafePointer<Float>, length: Int, _ body: (AttentionBlock) -> Void
  ) {
    for head in 0..<shape.heads {
      for first in stride(from: 0, to: length, by: AttentionShape.block) {
        let rows = first..<min(first + AttentionShape.block, length)
        body(AttentionBlock(qkv, shape, head: head, rows: rows, window: window))
      }
    }
  }
}

/// Some queries of a head and what they see.
private struct AttentionBlock {
  let head: Int
  let rows: Range<Int>
  /// The first token that one of the queries sees.
  let firstKey: Int
  /// The numbers of a line of scores, whole vectors.
  let lineLength: Int
  let queries: Matrix
  let keys: Matrix
  let values: Matrix
  /// Where these begin in qkv (T, W).
  let queryStart: Int
  let keyStart: Int
  let valueStart: Int
  /// Where the results begin in out (T, Q·H).
  let result: Int
  private let window: Int?

  init(
    _ qkv: UnsafePointer<Float>, _ shape: AttentionShape, head: Int, rows: Range<Int>, window: Int?
  ) {
    let (W, columns) = (shape.rowWidth, shape.columns(head))
    self.head = head
    self.rows = rows
    self.window = window
    firstKey = window.map { max(0, rows.lowerBound + 1 - $0) } ?? 0
    lineLength = roundUp(rows.upperBound - firstKey, to: laneCount)
    queryStart = rows.lowerBound * W + columns.query
    keyStart = firstKey * W + columns.key
    valueStart = firstKey * W + columns.value
    queries = Matrix(qkv + queryStart, stride: W)
    keys = Matrix(qkv + keyStart, stride: W)
    values = Matrix(qkv + valueStart, stride: W)
    result = rows.lowerBound * shape.outputWidth + head * shape.headWidth
  }

  /// How many keys at least one of the queries sees.
  var keyCount: Int { rows.upperBound - firstKey }

  /// Where a row's line of scores begins.
  func line(of row: Int) -> Int { (row - rows.lowerBound) * lineLength }

  /// The keys that a row sees, counted from the block's first.
  func visible(_ row: Int) -> Range<Int> {
    (window.map { max(0, row + 1 - $0) } ?? 0) - firstKey..<row + 1 - firstKey
  }
}
