import FilterKit
import Testing

@Suite struct SeedingTests {
  @Test func aKeyIsAFunctionOfSeedFilterIdAndIndex() {
    let seeds = Seeding(seed: 42, filter: "sample")
    #expect(
      seeds.key(id: "a", index: 1) == Seeding(seed: 42, filter: "sample").key(id: "a", index: 1))
    let others = [
      seeds.key(id: "a", index: 2), seeds.key(id: "b", index: 1),
      Seeding(seed: 43, filter: "sample").key(id: "a", index: 1),
      Seeding(seed: 42, filter: "pair").key(id: "a", index: 1),
    ]
    #expect(Set(others + [seeds.key(id: "a", index: 1)]).count == 5)
  }

  @Test func anIdThatEndsInDigitsIsNoOtherIndex() {
    let seeds = Seeding(seed: 1, filter: "x")
    #expect(seeds.key(id: "a1", index: 2) != seeds.key(id: "a", index: 12))
  }

  @Test func seedsOfServersHave31Bits() {
    let seeds = Seeding(seed: 7, filter: "sample")
    #expect((0..<1000).allSatisfy { seeds.modelSeed(id: "p", index: $0) < 1 << 31 })
  }
}
