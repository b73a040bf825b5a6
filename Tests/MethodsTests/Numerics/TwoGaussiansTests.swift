import Methods
import Testing

struct TwoGaussiansTests {
  private func fit(_ values: [Double]) -> TwoGaussians? {
    TwoGaussians { body in for value in values { body(value) } }
  }

  @Test func twoHeapsAreToldApart() throws {
    let low = (0..<50).map { 0.2 + 0.004 * Double($0) }
    let high = (0..<30).map { 2.0 + 0.02 * Double($0) }
    let mixture = try #require(fit(low + high))
    for value in low { #expect(mixture.probabilityOfLower(value) > 0.99) }
    for value in high { #expect(mixture.probabilityOfLower(value) < 0.01) }
  }

  @Test func theOrderOfTheHeapsDoesNotMatter() throws {
    let values = [5, 5.1, 4.9, 0, 0.1, -0.1]
    let mixture = try #require(fit(values))
    #expect(mixture.probabilityOfLower(0) > 0.5)
    #expect(mixture.probabilityOfLower(5) < 0.5)
    let reversed = try #require(fit(values.reversed()))
    #expect(reversed.probabilityOfLower(0) > 0.5)
  }

  @Test func oneValueIsNoMixture() {
    #expect(fit([]) == nil)
    #expect(fit([1]) == nil)
    #expect(fit([1, 1, 1]) == nil)
  }
}
