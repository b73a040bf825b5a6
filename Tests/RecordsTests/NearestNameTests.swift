import Testing

@testable import Records

@Suite struct NearestNameTests {
  @Test(
    arguments: [
      ("promt", "prompt"), ("prmopt", "prompt"), ("sample.txt", "sample.text"), ("id", nil),
      ("question", nil), ("x", nil), ("ix", "id"),
    ] as [(String, String?)])
  func whatWasMeant(name: String, meant: String?) {
    let names = ["ident", "id", "prompt", "sample", "sample.text", "sample.index"]
    #expect(NearestName.of(name, among: names.filter { $0 != name }) == meant)
  }

  @Test func theFirstOfEquallyNearOnesIsTaken() {
    #expect(NearestName.of("rate", among: ["date", "race"]) == "date")
    #expect(NearestName.of("rate", among: []) == nil)
  }

  @Test(arguments: [
    ("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3),
    ("same", "same", 0),
  ])
  func distances(first: String, second: String, distance: Int) {
    #expect(NearestName.distance(Array(first), Array(second)) == distance)
    #expect(NearestName.distance(Array(second), Array(first)) == distance)
  }
}
