import ArgumentParser

/// How many completions are drawn, how, and what is written of them.
package struct SamplingOptions: ParsableArguments {
  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("samples")],
    help: "Completions for every problem.")
  package var count = 1

  @OptionGroup(title: "Sampling") package var drawing: DrawingOptions

  @Flag(help: "Write the log-probability of every token too.")
  package var logprobs = false

  package init() {}

  package func validate() throws {
    guard count >= 1 else { throw ValidationError("-n must be at least 1, not \(count)") }
  }

  /// Checks that a server is asked for all that is to be written.
  /// - Throws: `ValidationError` if it is not.
  package func check(_ server: ServerOptions) throws {
    guard !logprobs || !server.noLogprob else {
      throw ValidationError("--logprobs and --no-logprob exclude each other")
    }
  }

  /// The options as a model takes them.
  package var settings: SamplingSettings {
    var settings = drawing.settings
    settings.logprobs = logprobs
    return settings
  }
}

/// How one completion is drawn, with the names and defaults that vLLM's users know.
package struct DrawingOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Divides the logits; 0 takes the likeliest token always.")
  package var temperature = 1.0

  @Option(
    parsing: .unconditional,
    help: "Draw from the likeliest tokens that together reach this probability.")
  package var topP = 1.0

  @Option(parsing: .unconditional, help: "Draw from this many likeliest tokens; 0 is all.")
  package var topK = 0

  @Option(parsing: .unconditional, help: "The longest completion, in tokens.")
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
