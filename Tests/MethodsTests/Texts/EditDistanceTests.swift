import Randomness
import Testing

@testable import Methods

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0), ("", "", 0),
  ])
  func knownDistances(_ first: String, _ second: String, _ distance: Int) {
    #expect(EditDistance.distance(Array(first.utf8), Array(second.utf8)) == distance)
  }

  @Test func isThatOfTheTable() {
    var generator = CounterGenerator(key: 5)
    for _ in 0..<300 {
      let texts = (0..<2).map { _ in
        (0..<Int.random(in: 0...200, using: &generator)).map { _ in
          UInt8.random(in: 97...99, using: &generator)
        }
      }
      #expect(EditDistance.distance(texts[0], texts[1]) == table(texts[0], texts[1]))
    }
  }

  private func table(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let change = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }

  @Test func isOverBothLengths() {
    #expect(EditDistance.normalised("abcd", "abce") == 0.125)
    #expect(EditDistance.normalised("", "x") == 1)
    #expect(EditDistance.normalised("", "") == 0)
  }
}
