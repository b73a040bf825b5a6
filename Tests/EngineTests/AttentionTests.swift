import Glibc
import Testing

@testable import Engine

@Suite struct AttentionTests {
  private let architecture = testModel().architecture

  /// Softmax over earlier keys, one number after the other, in double precision.
  private func plain(_ qkv: [Float], length: Int, shape: AttentionShape) -> [Double] {
    let (row, width) = (shape.rowWidth, shape.headWidth)
    var out = Array(repeating: 0.0, count: length * shape.outputWidth)
    for head in 0..<shape.heads {
      let columns = shape.columns(head)
      for query in 0..<length {
        var weights: [Double] = []
        for key in 0...query {
          var score = 0.0
          for i in 0..<width {
            score +=
              Double(qkv[query * row + columns.query + i])
              * Double(qkv[key * row + columns.key + i])
          }
          weights.append(exp(score / Double(width).squareRoot()))
        }
        let sum = weights.reduce(0, +)
        for (key, weight) in weights.enumerated() {
          for i in 0..<width {
            out[query * shape.outputWidth + head * width + i] +=
              weight / sum * Double(qkv[key * row + columns.value + i])
          }
        }
      }
    }
    return out
  }

  private func forward(_ qkv: [Float], length: Int, shape: AttentionShape) -> (
    out: [Float], sums: [Float]
  ) {
    var out = Array(repeating: Float(0), count: length * shape.outputWidth)
    var sums = Array(repeating: Float(0), count: length * shape.heads)
    var scores = Array(repeating: Float.nan, count: AttentionShape.scores(length: length))
    attention(&out, &sums, qkv, length: length, shape: shape, scores: &scores)
    return (out, sums)
  }

  /// Lengths below, at and above a block of queries.
  @Test(arguments: [1, 9, 64, 83]) func attentionIsItsPlainLoop(length: Int) {
    let shape = AttentionShape(architecture)
    let qkv = testNumbers(length * shape.rowWidth, key: 1)
    let found = forward(qkv, length: length, shape: shape).out
    for (a, b) in zip(found, plain(qkv, length: length, shape: shape)) {
      #expect(abs(Double(a) - b) < 1e-5)
    }
  }

  @Test(arguments: [1, 9, 83]) func theWayBackIsTheFiniteDifference(length: Int) {
    let shape = AttentionShape(architecture)
    let qkv = testNumbers(length * shape.rowWidth, key: 2)
    let slopes = testNumbers(length * shape.outputWidth, key: 3)
    var found = Array(repeating: Float(0), count: qkv.count)
    var scores = Array(repeating: Float.nan, count: 2 * AttentionShape.scores(length: length))
    attentionBackward(
      &found, slopes, qkv, sums: forward(qkv, length: length, shape: shape).sums, length: length,
      shape: shape, scores: &scores)
    func value(_ index: Int, _ step: Float) -> Double {
      var moved = qkv
      moved[index] += step
      return zip(plain(moved, length: length, shape: shape), slopes).reduce(0) {
        $0 + $1.0 * Double($1.1)
      }
    }
    for index in stride(from: 0, to: qkv.count, by: qkv.count / 7) {
      let slope = (value(index, 0x1p-10) - value(index, -0x1p-10)) * 512
      #expect(abs(Double(found[index]) - slope) < 1e-4, "\(index)")
    }
  }

  @Test(arguments: [1, 16, 17, 50]) func theCacheGivesTheLastRow(length: Int) {
    let shape = AttentionShape(architecture)
    let qkv = testNumbers(length * shape.rowWidth, key: 4)
    let pool = PagePool(architecture)
    var cache = KeyValueCache(pool)
    cache.reserve(length)
    var scores = Array(
      repeating: Float.nan, count: KeyValueCache.scratch(context: length, shape: shape))
    var found = Array(repeating: Float(0), count: shape.outputWidth)
    qkv.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress else { return }
      for position in 0..<length {
        cache.put(start + position * shape.rowWidth, layer: 1, position: position)
      }
      cache.attend(
        &found, start + (length - 1) * shape.rowWidth, layer: 1, count: length,
        scores: &scores)
    }
    let expected = plain(qkv, length: length, shape: shape).suffix(shape.outputWidth)
    for (a, b) in zip(found, expected) { #expect(abs(Double(a) - b) < 1e-5) }
  }
}
