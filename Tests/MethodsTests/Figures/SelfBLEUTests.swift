import Testing

@testable import Methods

@Suite struct SelfBLEUTests {
  /// As NLTK 3.9 finds them: sentence_bleu of each against the others, method 1, and its mean.
  @Test(arguments: [
    (["the cat sat on the mat", "the cat sat on the hat", "a dog ran"], 0.5065571237677283),
    (
      [
        "the cat sat on the mat", "the cat sat on the hat",
        "the dog ran on the mat and the cat too",
      ], 0.5982610613275484
    ),
    (["7", "7", "8"], 0.6666666666666666),
    (["a b a b a", "a b", "a a b b c d e"], 0.1322579999633064),
  ])
  func asNLTK(texts: [String], expected: Double) throws {
    #expect(abs(try #require(SelfBLEU.score(of: texts)) - expected) < 1e-12)
  }

  @Test func theEnds() throws {
    let same = Array(repeating: "one two three four five", count: 4)
    #expect(SelfBLEU.score(of: same) == 1)
    #expect(SelfBLEU.score(of: ["one two", "three four"]) == 0)
    #expect(SelfBLEU.score(of: ["one two", ""]) == nil)
    #expect(SelfBLEU.score(of: []) == nil)
  }

  @Test func theMoreAlikeTheHigher() throws {
    let varied = ["we add three and four", "seven is what it gives", "count on from three"]
    let alike = ["we add three and four", "we add three and five", "we add three and six"]
    #expect(
      try #require(SelfBLEU.score(of: varied)) < #require(SelfBLEU.score(of: alike)))
  }
}
