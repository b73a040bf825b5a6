import ArgumentParser
import Glibc
import Streams

/// How records are written.
package struct WritingOptions: ParsableArguments {
  @Option(
    name: [.customShort("o", allowingJoined: true), .long],
    help: ArgumentHelp("Write to this file, which appears when it is complete.", valueName: "file"))
  package var output: String?

  @Flag(help: "Write plain JSON Lines, as to a terminal.")
  package var plain = false

  @Option(
    help: ArgumentHelp(
      "The compression level of zstd (default: ZSTD_CLEVEL, else 1 in a pipe, 3 to a file).",
      valueName: "n"))
  package var level: Int?

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard level.map({ (1...22).contains($0) }) ?? true else {
      throw ValidationError("invalid --level \"\(level ?? 0)\": use 1 to 22")
    }
    try OptionRule.refuse(
      ["--level": level != nil], unless: !plain, needing: "a compressed stream, not --plain")
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
