import ArgumentParser

/// How a filter reads that can go on after bad lines.
package struct ReadingOptions: ParsableArguments {
  @OptionGroup package var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "Write bad lines to this stream and go on, instead of stopping at the first.",
      valueName: "file"))
  package var rejects: String?

  @Option(
    name: .customLong("max-rejects"),
    help: ArgumentHelp(
      "With --rejects: stop if more lines are bad, a number or a share (default: 1%).",
      valueName: "n|n%"))
  var rejectLimit: RejectLimit?

  /// How many bad lines go to `rejects` before the run ends.
  package var maxRejects: RejectLimit {
    get { rejectLimit ?? .share(0.01) }
    set { rejectLimit = newValue }
  }

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    try OptionRule.refuse(
      ["--max-rejects": rejectLimit != nil], unless: rejects != nil, needing: "--rejects")
  }
}
