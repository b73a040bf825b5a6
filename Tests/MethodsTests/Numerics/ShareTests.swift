import Testing

@testable import Methods

@Suite struct ShareTests {
  @Test(arguments: [
    ("80%", 0.8), ("0.8", 0.8), (".8", 0.8), ("1", 1), ("100%", 1), ("0", 0), ("12.5%", 0.125),
  ])
  func readsBothWays(_ text: String, _ value: Double) throws {
    #expect(try Share(text).value == value)
  }

  @Test(arguments: [
    "", "%", "80", "1.01", "101%", "-1%", "1e-1", "nan", "inf", "0.8.1", "a", "+0.5",
  ])
  func refusesTheRest(_ text: String) {
    #expect(throws: Share.Mistake.self) { try Share(text) }
  }

  @Test func aMissingPercentSignIsHinted() throws {
    #expect(throws: Share.Mistake.self) { try Share(aboveZero: "0%") }
    do {
      _ = try Share("80")
    } catch {
      #expect(error.description.hasSuffix("did you mean 80%?"))
    }
  }

  @Test func wholeProductsAreNotRoundedUp() {
    #expect(Share.ceiling(of: 0.07, count: 100) == 7)
    #expect(Share.ceiling(of: 0.8, count: 10) == 8)
    #expect(Share.ceiling(of: 0.81, count: 10) == 9)
    #expect(Share.ceiling(of: 0.6, count: 5) == 3)
    #expect(Share.ceiling(of: 1, count: 3) == 3)
    #expect(Share.ceiling(of: 0.001, count: 3) == 1)
    for count in 1...200 {
      for percent in 1...100 {
        let exact = (percent * count + 99) / 100
        #expect(Share.ceiling(of: Double(percent) / 100, count: count) == exact)
      }
    }
  }
}
