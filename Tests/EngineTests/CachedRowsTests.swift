import Testing

@testable import Engine

@Suite struct CachedRowsTests {
  /// The last token alone, over the cache of those before it, ends as it does in the whole sequence.
  @Test(arguments: TestModels.allCases, [1, 2, 16, 40]) func aCachedRowIsTheLastOfItsSequence(
    which: TestModels, length: Int
  ) throws {
    let model = which.model
    let packed = model.packWeights()
    let tokens = testTokens(length, key: 1)
    var packing = Packing()
    packing.append(tokens)
    let whole = Activations(model.architecture, keeping: false)
    model.forward(packing, whole, packed: packed)

    let pool = PagePool(model.architecture)
    var cache = KeyValueCache(pool)
    cache.reserve(length)
    let single = Activations(model.architecture, keeping: false)
    // In two parts, the second of which sees the first in the cache.
    for part in [0..<length / 3, length / 3..<length - 1] where !part.isEmpty {
      var prompt = CachedRows(pool)
      prompt.append(tokens[part], at: part.lowerBound, cache)
      model.prefill(prompt, single, packed: packed)
    }
    var row = CachedRows(pool)
    row.append([try #require(tokens.last)], at: length - 1, cache)
    model.forward(row, single, packed: packed)
    for i in 0..<model.architecture.width {
      let expected = whole.output[(length - 1) * model.architecture.width + i]
      #expect(abs(single.output[i] - expected) < 1e-5 * max(1, abs(expected)), "\(i)")
    }
  }
}
