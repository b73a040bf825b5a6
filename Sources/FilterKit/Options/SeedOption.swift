import ArgumentParser
import Records

/// The seed of a filter that makes random choices.
package struct SeedOption: ParsableArguments {
  @Option(help: ArgumentHelp("The seed of all random choices.", valueName: "n"))
  package var seed: UInt64 = 42

  /// Makes the default.
  package init() {}

  package mutating func validate() throws {
    guard seed <= UInt64(Int64.max) else {
      throw ValidationError("invalid --seed \"\(seed)\": use 0 to 9223372036854775807")
    }
  }

  /// The seed as the history holds it.
  package var detail: JSON.Member { JSON.Member("seed", .integer(Int64(seed))) }
}
