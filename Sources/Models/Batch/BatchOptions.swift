import ArgumentParser

/// Which files of a batch queue take the place of a model.
package struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Ask nobody: write the requests that have no answer yet in OpenAI's batch form.",
      valueName: "file"))
  package var emitBatch: String?

  @Option(
    help: ArgumentHelp(
      "Ask nobody: take the answers from what a batch queue wrote; may be repeated.",
      valueName: "file"))
  package var ingestBatch: [String] = []

  package init() {}

  /// Whether a batch queue is asked.
  package var isGiven: Bool { emitBatch != nil || !ingestBatch.isEmpty }
}
