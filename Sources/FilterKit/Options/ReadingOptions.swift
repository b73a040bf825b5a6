import ArgumentParser

/// How records are read by a filter that goes on with the good ones.
package struct ReadingOptions: ParsableArguments {
  @OptionGroup package var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "Write bad lines to this stream and go on, instead of stopping at the first.",
      valueName: "file"))
  package var rejects: String?

  @Option(
    help: ArgumentHelp("Stop if more lines are bad: a number, or a share.", valueName: "n|n%"))
  package var maxRejects = RejectLimit.share(0.01)

  /// Makes the defaults.
  package init() {}
}
