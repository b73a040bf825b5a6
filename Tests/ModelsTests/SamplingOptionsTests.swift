import ArgumentParser
import Models
import Testing

@Suite struct SamplingOptionsTests {
  @Test func optionsBecomeSettings() throws {
    let options = try SamplingOptions.parse([
      "-n", "8", "--temperature", "0.7", "--top-p", "0.9", "--top-k", "-1", "--max-tokens", "16",
      "--stop", "\n", "--stop", "-x", "--logprobs",
    ])
    var settings = SamplingSettings()
    settings.temperature = 0.7
    settings.topP = 0.9
    settings.maxTokens = 16
    settings.stop = ["\n", "-x"]
    settings.logprobs = true
    #expect(options.count == 8)
    #expect(options.settings == settings)
    #expect(try SamplingOptions.parse([]).settings == SamplingSettings())
  }

  @Test(arguments: [
    (["-n", "0"], "-n must be at least 1, not 0"),
    (["--temperature", "-0.5"], "--temperature must not be negative: -0.5"),
    (["--temperature", "nan"], "--temperature must not be negative: nan"),
    (["--top-p", "0"], "--top-p must be more than 0 and at most 1, not 0.0"),
    (["--top-p", "1.5"], "--top-p must be more than 0 and at most 1, not 1.5"),
    (["--top-k", "-2"], "--top-k must be 0 for all tokens or their number, not -2"),
    (["--max-tokens", "0"], "--max-tokens must be at least 1, not 0"),
    (["--stop", ""], "--stop must not be empty"),
  ])
  func wrongValuesAreExplained(arguments: [String], reason: String) {
    let error = #expect(throws: (any Error).self) { try SamplingOptions.parse(arguments) }
    #expect(error.map { SamplingOptions.message(for: $0) } == reason)
  }
}
