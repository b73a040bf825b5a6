import ArgumentParser
import Glibc
import Records
import Streams

/// The options that every filter over one stream has.
package struct StreamOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  package var inputs: [String] = []

  @OptionGroup(title: "Input") package var reading: ReadingOptions
  @OptionGroup(title: "Output") package var writing: WritingOptions
  @OptionGroup(title: "Running") package var running: RunningOptions

  /// Makes the defaults.
  package init() {}

  /// Makes them from parts, for a filter with its own way to name inputs.
  package init(
    inputs: [String], reading: ReadingOptions, writing: WritingOptions, running: RunningOptions
  ) {
    self.inputs = inputs
    self.reading = reading
    self.writing = writing
    self.running = running
  }

  package func validate() throws {
    try check(outputs: [])
  }

  /// Refuses outputs that would overwrite an input, or one another.
  /// - Parameter outputs: the command's own outputs beside --output and --rejects.
  package func check(outputs: [(option: String, path: String?)]) throws {
    try OverwriteCheck.checkStreams(
      [("--output", writing.output), ("--rejects", reading.rejects)] + outputs, inputs: inputs)
  }
}
