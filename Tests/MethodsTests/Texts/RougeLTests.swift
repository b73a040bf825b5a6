import Randomness
import Testing

@testable import Methods

struct RougeLTests {
  /// The examples of Lin 2004, section 3.1, with equal weight of precision and recall.
  @Test func theExamplesOfThePaper() {
    let reference = "police killed the gunman"
    #expect(RougeL.similarity(reference, "police kill the gunman") == 0.75)
    #expect(RougeL.similarity(reference, "the gunman kill police") == 0.5)
    #expect(RougeL.similarity(reference, "the gunman police killed") == 0.5)
  }

  @Test func signsCountLikeWords() {
    // Common are add 3 and 4, of 6 words and signs each.
    #expect(RougeL.similarity("Add 3, and 4!", "add 3 and (4)") == 8.0 / 12)
    #expect(RougeL.similarity("3 + 4", "3 - 4") == 4.0 / 6)
    #expect(RougeL.similarity("Größe", "GRÖSSE") == 0)
    #expect(RougeL.similarity("ÉTÉ", "été") == 1)
    #expect(RougeL.similarity("三加四", "三减四") == 2.0 / 3)
    #expect(RougeL.similarity("", "a") == 0)
    #expect(RougeL.similarity("?!", "?!") == 1)
  }

  @Test func theLengthIsThatOfTheTable() {
    var generator = CounterGenerator(key: 7)
    for round in 0..<300 {
      let most = round < 150 ? 20 : 200
      let sequences = (0..<2).map { _ in
        (0..<Int.random(in: 1...most, using: &generator)).map { _ in
          Int32.random(in: 0..<6, using: &generator)
        }
      }
      let expected = Self.commonLength(sequences[0], sequences[1])
      #expect(WordMasks(sequences[0]).commonLength(with: sequences[1]) == expected)
    }
  }

  /// By the usual table.
  private static func commonLength(_ one: [Int32], _ other: [Int32]) -> Int {
    var row = [Int](repeating: 0, count: other.count + 1)
    for first in one {
      var diagonal = 0
      for (place, second) in other.enumerated() {
        let above = row[place + 1]
        row[place + 1] = first == second ? diagonal + 1 : max(above, row[place])
        diagonal = above
      }
    }
    return row[other.count]
  }
}
