import Testing

@testable import Methods

@Suite struct SoftLabelsTests {
  private let election = Vote.tally(answers: ["a", "a", "b", "c"])

  @Test(arguments: [
    ("gauss:1,0.5", [0.483, 0.2585, 0.2585]), ("gauss:1,1", [0.369, 0.3155, 0.3155]),
    ("gauss:1,0.1", [1, 0, 0]), ("share", [0.5, 0.25, 0.25]), ("gauss:1,0.001", [1, 0, 0]),
  ])
  func theWorkedNumbersOfRESTRAIN(_ text: String, _ expected: [Double]) throws {
    let weights = try SoftLabels(text).weights(of: election)
    for (weight, expected) in zip(weights, expected) {
      #expect((weight - expected).magnitude < 5e-4)
    }
    #expect((weights.reduce(0, +) - 1).magnitude < 1e-12)
  }

  @Test func nobodyHasNoLabels() {
    #expect(SoftLabels.share.weights(of: Vote.tally(answers: [nil])) == [])
    #expect(SoftLabels.gauss(centre: 1, width: 1).weights(of: Vote.tally(answers: [])) == [])
  }

  @Test(arguments: ["", "gauss", "gauss:1", "gauss:1,0", "gauss:1,nan", "shares", "gauss:1,2,3"])
  func badLabelsAreRefused(_ text: String) {
    #expect(throws: SoftLabels.Mistake.self) { try SoftLabels(text) }
  }
}
