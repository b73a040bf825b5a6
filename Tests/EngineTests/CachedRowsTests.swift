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

    var cache = KeyValueCache(PagePool(model.architecture))
    cache.reserve(length)
    let sequence = DecodedSequence(
      prompt: tokens, sampler: Sampler(DecodingSettings(), key: 1), cache: cache,
      cached: length - 1, last: try #require(tokens.last))
    var prompt = PrefillRows()
    prompt.append(sequence)
    let single = Activations(model.architecture, keeping: false)
    if length > 1 { model.prefill(prompt, single, packed: packed) }
    let row = CachedRows([sequence], context: model.architecture.context)
    model.forward(row, single, packed: packed)
    for i in 0..<model.architecture.width {
      let expected = whole.output[(length - 1) * model.architecture.width + i]
      #expect(abs(single.output[i] - expected) < 1e-5 * max(1, abs(expected)), "\(i)")
    }
  }
}
