import Testing

@testable import Engine

@Suite struct HeadNormTests {
  /// Every query and key is normed by itself with the gain of its kind; values stay.
  @Test func headsAreNormedOneByOne() throws {
    let model = fullTestModel()
    let (architecture, shape) = (model.architecture, model.attentionShape)
    let gains = try #require(model.layout.layers[0].headNorms)
    for index in gains.query..<gains.query + 2 * shape.headWidth {
      model.parameters.buffer.start[index] += Float(index % 5) / 8
    }
    let qkv = testNumbers(2 * shape.rowWidth, key: 1)
    var (found, scales) = (qkv, Array(repeating: Float(0), count: 2 * shape.normedHeads))
    var before = Array(repeating: Float(0), count: 2 * shape.normedHeads * shape.headWidth)
    HeadNorm(architecture, gains).forward(
      &found, &scales, model.weight(0), rows: 2, before: &before)
    let norm = Norm(architecture, width: shape.headWidth)
    for row in 0..<2 {
      for head in 0..<shape.heads + 2 * shape.keyValueHeads {
        let from = row * shape.rowWidth + head * shape.headWidth
        let range = from..<from + shape.headWidth
        guard head < shape.normedHeads else {
          #expect(found[range] == qkv[range])
          continue
        }
        let place = head < shape.heads ? gains.query : gains.key
        let gain = (0..<shape.headWidth).map { model.weight(place)[$0] }
        let plain = norm.plain(Array(qkv[range]), gain: gain)
        for (a, b) in zip(found[range], plain.out) { #expect(abs(Double(a) - b) < 1e-5) }
        let kept = (row * shape.normedHeads + head) * shape.headWidth
        #expect(Array(before[kept..<kept + shape.headWidth]) == Array(qkv[range]))
      }
    }
  }
}
