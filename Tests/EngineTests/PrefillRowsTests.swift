import Testing

@testable import Engine

@Suite struct PrefillRowsTests {
  @Test func promptsGoWithoutTheirLastTokens() {
    let pool = PagePool(testModel().architecture)
    var rows = PrefillRows()
    for prompt in [[1, 2, 3], [4], [5, 6]] as [[Int32]] {
      rows.append(
        DecodedSequence(
          prompt: prompt, sampler: Sampler(DecodingSettings(), key: 1), cache: KeyValueCache(pool),
          cached: prompt.count - 1, last: 0))
    }
    #expect(rows.tokens == [1, 2, 5])
    #expect(rows.positions == [0, 1, 0])
  }
}
