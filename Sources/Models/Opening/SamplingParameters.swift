import ArgumentParser

/// How one completion is drawn, with the names and defaults that vLLM's users know.
package struct SamplingParameters: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The temperature: it divides the logits; 0 always takes the likeliest token.")
  package var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help:
      "Sample from the smallest set of tokens with at least this probability (nucleus sampling).")
  package var topP = 1.0

  @Option(parsing: .unconditional, help: "Sample from this many likeliest tokens; 0 is all.")
  package var topK = 0

  @Option(parsing: .unconditional, help: "The most tokens of a completion.")
  package var maxTokens = 512

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A text that ends a completion; may be repeated.", valueName: "text"))
  package var stop: [String] = []

  package init() {}

  package func validate() throws {
    guard temperature >= 0, temperature.isFinite else {
      throw ValidationError("--temperature must not be negative: \(temperature)")
    }
    guard topP > 0, topP <= 1 else {
      throw ValidationError("--top-p must be more than 0 and at most 1, not \(topP)")
    }
    guard topK >= -1 else {
      throw ValidationError("--top-k must be 0 for all tokens or their number, not \(topK)")
    }
    guard maxTokens >= 1 else {
      throw ValidationError("--max-tokens must be at least 1, not \(maxTokens)")
    }
    guard !stop.contains("") else { throw ValidationError("--stop must not be empty") }
  }

  /// The options as a model takes them.
  package var settings: SamplingSettings {
    var settings = SamplingSettings()
    settings.temperature = temperature
    settings.topP = topP
    settings.topK = max(topK, 0)
    settings.maxTokens = maxTokens
    settings.stop = stop
    return settings
  }
}
