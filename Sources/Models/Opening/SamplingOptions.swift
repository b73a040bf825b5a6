import ArgumentParser

/// How many completions are drawn, how, and what is written of them.
package struct SamplingOptions: ParsableArguments {
  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("samples")],
    help: "Completions for every problem.")
  package var count = 1

  @OptionGroup(title: "Sampling") package var parameters: SamplingParameters

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
    var settings = parameters.settings
    settings.logprobs = logprobs
    return settings
  }
}
