import DataSets
import Testing

struct UniqueNamesTests {
  @Test func aNameThatComesAgainGetsANumber() {
    var names = UniqueNames()
    #expect(
      ["a", "b", "a", "a#2", "a"].map { names.take($0) } == ["a", "b", "a#2", "a#2#2", "a#3"])
  }
}
