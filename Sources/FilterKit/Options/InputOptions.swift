import ArgumentParser

/// What inputs may be.
package struct InputOptions: ParsableArguments {
  @Flag(help: "Accept an input of no bytes as a stream of no records.")
  package var allowEmpty = false

  @Option(help: ArgumentHelp("Refuse longer lines.", valueName: "bytes"))
  package var maxLine = 256 << 20

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard maxLine > 0, maxLine < 1 << 31 else {
      throw ValidationError("--max-line must lie between 1 and 2147483647")
    }
  }
}
