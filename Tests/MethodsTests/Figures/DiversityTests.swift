import Testing

@testable import Methods

@Suite struct DiversityTests {
  @Test func differentOverAll() {
    #expect(Diversity.distinct(2, of: ["a b a b"]) == 2.0 / 3)
    #expect(Diversity.distinct(1, of: ["a a", "a\n a"]) == 0.25)
    #expect(Diversity.distinct(2, of: ["a b", "a b"]) == 0.5)
    #expect(Diversity.distinct(2, of: ["a", "b"]) == nil)
    #expect(Diversity.distinct(1, of: []) == nil)
    #expect(Diversity.distinct(3, of: ["a b c d"]) == 1)
  }

  @Test func signsAreWords() {
    #expect(Diversity.distinct(1, of: ["3 + 4", "3 - 4"]) == 4.0 / 6)
    #expect(Diversity.distinct(1, of: ["x+1", "x-1", "x*1"]) == 5.0 / 9)
  }

  /// `é` as one character and as `e` with an accent.
  @Test func normalFormsOfUnicodeAreOne() {
    #expect(Diversity.distinct(1, of: ["caf\u{E9}", "cafe\u{301}"]) == 0.5)
    #expect(Diversity.distinct(1, of: ["\u{1100}\u{1161}", "\u{AC00}"]) == 0.5)
  }

  @Test func repetitionLowersIt() throws {
    let varied = try #require(Diversity.distinct(2, of: ["one two three four", "five six seven"]))
    let template = try #require(Diversity.distinct(2, of: ["one two three four", "one two three"]))
    #expect(template < varied)
  }
}
