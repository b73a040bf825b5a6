import Randomness
import Testing

@testable import Methods

struct DuplicatesTests {
  @Test func equalTextsAreFound() {
    var duplicates = Duplicates(threshold: nil, shingle: 3)
    #expect(duplicates.add("What is 3 + 4?") == nil)
    #expect(
      duplicates.add(" What is\n3 + 4? ")
        == Duplicates.Match(number: 0, similarity: 1, isEqual: true))
    for other in ["What is 3 - 4?", "What is 3 * 4?", "What is 3.4?", "what is 3 + 4?"] {
      #expect(duplicates.add(other) == nil, "\(other)")
    }
  }

  @Test func signsKeepShortTextsApart() {
    var duplicates = Duplicates(threshold: 0.8, shingle: 5)
    for text in ["3 + 4", "3 - 4", "3 * 4", "3.4", "3/4", "return x+1", "return x-1", "", "?!"] {
      #expect(duplicates.add(text) == nil, "\(text)")
    }
    #expect(duplicates.add("return X+1")?.isEqual == false)
    #expect(duplicates.add("return x + 1")?.similarity == 1)
  }

  @Test func onlyTextsOfOneGroupAreCompared() {
    var duplicates = Duplicates(threshold: 0.5, shingle: 1)
    #expect(duplicates.add("a b c d", in: "x") == nil)
    #expect(duplicates.add("a b c d", in: "y") == nil)
    #expect(duplicates.add("a b c e", in: "y")?.number == 1)
    #expect(duplicates.add("a b c d", in: "y")?.isEqual == true)
  }

  @Test func nearTextsAreFound() {
    var duplicates = Duplicates(threshold: 0.5, shingle: 2)
    #expect(duplicates.add("a b c d e f") == nil)
    // The shingles ab, bc, cd, de are common, ef and ex are not: 4 of 6.
    let match = duplicates.add("a b c d e x")
    #expect(match == Duplicates.Match(number: 0, similarity: 4.0 / 6, isEqual: false))
    // ab, bc of 5 + 5 - 2 = 8.
    #expect(duplicates.add("a b c x y z") == nil)
    #expect(duplicates.add("q") == nil)
    #expect(duplicates.add("Q") == Duplicates.Match(number: 2, similarity: 1, isEqual: false))
  }

  @Test func jaccard() {
    #expect(Duplicates.jaccard([1, 2, 3], [2, 3, 4]) == 0.5)
    #expect(Duplicates.jaccard([], []) == 1)
    #expect(Duplicates.jaccard([1], []) == 0)
  }

  /// 1 - (1 - 0.8^6)^21 = 0.998 and 1 - (1 - 0.8^7)^18 = 0.986.
  @Test func asManyRowsAsTheThresholdAllows() {
    #expect(Duplicates.rows(for: 0.8) == 6)
    #expect(Duplicates.rows(for: 0.7) == 4)
    #expect(Duplicates.rows(for: 1) == 128)
  }

  /// Nearly all that the plain comparison of all pairs finds, and nothing that it does not.
  @Test func bandsFindWhatAllPairsFind() {
    var generator = CounterGenerator(key: 3)
    var texts: [[String]] = []
    for number in 0..<600 {
      if number % 2 == 0 || texts.isEmpty {
        texts.append((0..<40).map { _ in "w\(Int.random(in: 0..<500, using: &generator))" })
      } else {
        var copy = texts[Int.random(in: 0..<texts.count, using: &generator)]
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
          copy[Int.random(in: 0..<40, using: &generator)] = "new\(number)"
        }
        texts.append(copy)
      }
    }
    var duplicates = Duplicates(threshold: 0.7, shingle: 2)
    var kept: [Set<[String]>] = []
    var (found, missed) = (0, 0)
    for words in texts {
      let own = Set((0..<39).map { [words[$0], words[$0 + 1]] })
      let near = kept.contains {
        Double($0.intersection(own).count) / Double($0.union(own).count) >= 0.7
      }
      let match = duplicates.add(words.joined(separator: " "))
      if match != nil { found += 1 } else { kept.append(own) }
      if near, match == nil { missed += 1 }
      #expect(near || match == nil)
    }
    #expect(found > 150)
    #expect(missed <= found / 50)
  }
}
