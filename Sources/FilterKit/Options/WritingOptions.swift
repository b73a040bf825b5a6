import ArgumentParser
import Glibc
import Streams

/// How records are written.
package struct WritingOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write here, complete or not at all.", valueName: "file"))
  package var output: String?

  @Flag(help: "Write plain JSON Lines, as a terminal gets them.")
  package var plain = false

  @Option(
    help: ArgumentHelp(
      "zstd's level (default: ZSTD_CLEVEL, or 1 in a pipe, 3 to a file).", valueName: "n"))
  package var level: Int?

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard level.map({ (1...22).contains($0) }) ?? true else {
      throw ValidationError("--level must lie between 1 and 22")
    }
  }

  /// The same for a second stream to a file; nil without one.
  package func beside(_ file: String?) -> WritingOptions? {
    file.map { file in
      var options = self
      options.output = file
      return options
    }
  }

  /// Where the stream goes.
  package func open() throws(StreamError) -> OutputFile {
    if let output { try OutputFile(path: output) } else { OutputFile() }
  }

  /// How it is written there.
  func form(for file: OutputFile) -> StreamWriter.Form {
    if plain || file.isTerminal { return .plain }
    let variable = getenv("ZSTD_CLEVEL").flatMap { Int(String(cString: $0)) }
    let preset = variable.flatMap { (1...22).contains($0) ? $0 : nil }
    return .chain(level: level ?? preset ?? (file.isRegularFile ? 3 : 1))
  }
}
