import Records
import Testing

struct NearestNameTests {
  private static let known = ["id", "answer", "correct", "verdict", "meta.level", "samples"]

  @Test(arguments: [
    ("corect", "correct"), ("Correct", "correct"), ("ansewr", "answer"), ("di", "id"),
    ("sample", "samples"), ("meta.lvel", "meta.level"), ("level", "meta.level"), ("ix", "id"),
  ])
  func near(name: String, nearest: String) {
    #expect(NearestName.of(name, among: Self.known) == nearest)
  }

  @Test(arguments: ["", "x", "xy", "question", "correct-and-more", "lev"])
  func nothingIsNear(name: String) { #expect(NearestName.of(name, among: Self.known) == nil) }

  @Test func theNearestOfSeveral() {
    #expect(NearestName.of("answers", among: ["ansewrs", "answer", "answered"]) == "ansewrs")
    #expect(NearestName.of("rate", among: ["date", "race"]) == "date")
    #expect(NearestName.of("rate", among: []) == nil)
    #expect(NearestName.of("score", among: ["sore", "scores", "score2"]) == "sore")
    #expect(NearestName.hint("corect", among: Self.known) == "; did you mean \"correct\"?")
    #expect(NearestName.hint("reward", among: Self.known).isEmpty)
  }

  /// Within the limit it is what a whole table gives.
  @Test func distances() {
    let words = ["", "a", "ab", "ba", "abc", "acb", "abcd", "xabcd", "bacd", "axcx", "abdc"]
    for one in words {
      for other in words {
        let whole = Self.table(Array(one.utf8), Array(other.utf8))
        for limit in 0...4 {
          let distance = NearestName.distance(Array(one.utf8), Array(other.utf8), limit: limit)
          #expect(distance == (whole <= limit ? whole : nil), "\(one) \(other) \(limit)")
        }
      }
    }
  }

  @Test(arguments: [("", "abc", 3), ("kitten", "sitting", 3), ("ab", "ba", 1), ("ca", "abc", 3)])
  func knownDistances(first: String, second: String, distance: Int) {
    #expect(NearestName.distance(Array(first.utf8), Array(second.utf8), limit: 9) == distance)
    #expect(NearestName.distance(Array(second.utf8), Array(first.utf8), limit: 9) == distance)
  }

  private static func table(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var table = (0...a.count).map { i in (0...b.count).map { j in i == 0 ? j : j == 0 ? i : 0 } }
    for i in a.indices {
      for j in b.indices {
        var cost = min(
          table[i][j] + (a[i] == b[j] ? 0 : 1), table[i][j + 1] + 1, table[i + 1][j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, table[i - 1][j - 1] + 1)
        }
        table[i + 1][j + 1] = cost
      }
    }
    return table[a.count][b.count]
  }
}
