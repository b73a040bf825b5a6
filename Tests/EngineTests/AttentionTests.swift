import Glibc
import Testing

@testable import Engine

@Suite struct AttentionTests {
  /// All before a token, and windows that are shorter and longer than a block of queries.
  static let windows: [Int?] = [nil, 1, 7, 70]

  private func attention(_ window: Int?) -> Attention {
    Attention(shape: AttentionShape(testModel().architecture), window: window)
  }

  private func forward(
    _ attention: Attention, _ qkv: [Float], length: Int
  ) -> (out: [Float], sums: [Float]) {
    var out = Array(repeating: Float(0), count: length * attention.shape.outputWidth)
    var sums = Array(repeating: Float(0), count: length * attention.shape.heads)
    var scores = Array(repeating: Float.nan, count: AttentionShape.scores(length: length))
    attention.forward(&out, &sums, qkv, length: length, scores: &scores)
    return (out, sums)
  }

  /// Lengths below, at and above a block of queries.
  @Test(arguments: [1, 9, 64, 163], windows) func attentionIsItsPlainLoop(
    length: Int, window: Int?
  ) {
    let attention = attention(window)
    let qkv = testNumbers(length * attention.shape.rowWidth, key: 1)
    let found = forward(attention, qkv, length: length).out
    for (a, b) in zip(found, attention.plain(qkv, length: length)) {
      #expect(abs(Double(a) - b) < 1e-5)
    }
  }

  @Test(arguments: [1, 9, 83], windows) func theWayBackIsTheFiniteDifference(
    length: Int, window: Int?
  ) {
    let attention = attention(window)
    let qkv = testNumbers(length * attention.shape.rowWidth, key: 2)
    let slopes = testNumbers(length * attention.shape.outputWidth, key: 3)
    var found = Array(repeating: Float(0), count: qkv.count)
    var scores = Array(repeating: Float.nan, count: 2 * AttentionShape.scores(length: length))
    attention.backward(
      &found, slopes, qkv, sums: forward(attention, qkv, length: length).sums, length: length,
      scores: &scores)
    func value(_ index: Int, _ step: Float) -> Double {
      var moved = qkv
      moved[index] += step
      return zip(attention.plain(moved, length: length), slopes).reduce(0) {
        $0 + $1.0 * Double($1.1)
      }
    }
    for index in stride(from: 0, to: qkv.count, by: qkv.count / 7) {
      let slope = (value(index, 0x1p-10) - value(index, -0x1p-10)) * 512
      #expect(abs(Double(found[index]) - slope) < 1e-4, "\(index)")
    }
  }

  /// By hand: scores 0 and ln 3 give the shares 1/4 and 3/4.
  @Test func twoTokensByHand() {
    var architecture = testModel().architecture
    (architecture.heads, architecture.keyValueHeads, architecture.headWidth) = (1, 1, 1)
    let attention = Attention(shape: AttentionShape(architecture))
    // query, key, value of each token
    let out = attention.plain([1, 0, 8, 1, Float(log(3.0)), 4], length: 2)
    #expect(abs(out[0] - 8) < 1e-6 && abs(out[1] - 5) < 1e-6)
  }
}
