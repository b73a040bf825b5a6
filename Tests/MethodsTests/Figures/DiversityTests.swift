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

  @Test func repetitionLowersIt() throws {
    let varied = try #require(Diversity.distinct(2, of: ["one two three four", "five six seven"]))
    let template = try #require(Diversity.distinct(2, of: ["one two three four", "one two three"]))
    #expect(template < varied)
  }
}
