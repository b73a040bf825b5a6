import Foundation
import Testing

@testable import Engine

@Suite struct RopeScalingTests {
  private struct Expected: Decodable {
    var frequencies: [Float]
    var magnitude: Float
  }

  static let published: [(String, RopeScaling, theta: Float, headWidth: Int)] = [
    ("llama3", .llama3(.init(factor: 32, low: 1, high: 4, context: 8192)), 500_000, 64),
    ("yarn", .yarn(.init(factor: 4, context: 32_768)), 1_000_000, 128),
    ("linear", .linear(factor: 4), 10_000, 64),
    ("dynamic", .dynamic(factor: 4), 10_000, 64),
  ]

  @Test(arguments: published) func frequenciesAreThoseOfTransformers(
    kind: String, scaling: RopeScaling, theta: Float, headWidth: Int
  ) throws {
    let text = try Data(contentsOf: Fixture.folder.appending(path: "rope.json"))
    let all = try JSONDecoder().decode([String: Expected].self, from: text)
    let expected = try #require(all[kind])
    let found = scaling.frequencies(theta: theta, headWidth: headWidth)
    #expect(found.count == expected.frequencies.count)
    for (a, b) in zip(found, expected.frequencies) { #expect(abs(a - b) <= 1e-6 * b) }
    #expect(abs(scaling.magnitude - expected.magnitude) < 1e-6)
  }

  /// YaRN recommends √(1/t) = 0.1 ln s + 1: 1.0693 for a factor of 2.
  @Test func theMagnitudeIsThatOfThePaper() {
    #expect(abs(RopeScaling.YaRN.magnitude(factor: 2) - 1.0693) < 1e-4)
    #expect(RopeScaling.YaRN.magnitude(factor: 0.5) == 1)
  }
}
