import ArgumentParser

/// Which inputs are accepted.
package struct InputOptions: ParsableArguments {
  @Flag(help: "Accept an input of no bytes as a stream of no records.")
  package var allowEmpty = false

  @Option(
    name: .customLong("max-line"),
    help: ArgumentHelp("Refuse longer lines (default: 256 MiB).", valueName: "bytes"))
  var longestLine: Int?

  /// The most bytes of a line, its newline excluded.
  package var maxLine: Int {
    get { longestLine ?? 256 << 20 }
    set { longestLine = newValue }
  }

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard maxLine > 0, maxLine < 1 << 31 else {
      throw ValidationError("invalid --max-line \"\(maxLine)\": use 1 to 2147483647")
    }
  }
}
