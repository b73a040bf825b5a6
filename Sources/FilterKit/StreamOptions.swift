import ArgumentParser
import Glibc
import Records
import Streams

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

/// How a filter runs.
package struct RunningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many threads work; the records do not depend on it.", valueName: "n"))
  package var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  @Flag(name: .shortAndLong, help: "Say nothing on stderr but errors.")
  package var quiet = false

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads must lie between 1 and 1024")
    }
  }

  /// The same, without a word.
  var silenced: RunningOptions {
    var options = self
    options.quiet = true
    return options
  }
}

/// What every filter over one stream shares.
package struct StreamOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Streams to read one after another; none, or -, is stdin."))
  package var inputs: [String] = []

  @OptionGroup(title: "Input") package var reading: ReadingOptions
  @OptionGroup(title: "Output") package var writing: WritingOptions
  @OptionGroup(title: "Running") package var running: RunningOptions

  /// Makes the defaults.
  package init() {}

  /// Puts them together, for a filter that names its inputs in its own way.
  package init(
    inputs: [String], reading: ReadingOptions, writing: WritingOptions, running: RunningOptions
  ) {
    self.inputs = inputs
    self.reading = reading
    self.writing = writing
    self.running = running
  }
}

/// The seed of a filter that draws.
package struct SeedOption: ParsableArguments {
  @Option(help: ArgumentHelp("What all random choices are a function of.", valueName: "n"))
  package var seed: UInt64 = 42

  /// Makes the default.
  package init() {}

  package mutating func validate() throws {
    guard seed <= UInt64(Int64.max) else {
      throw ValidationError("--seed must be less than 9223372036854775808")
    }
  }

  /// The seed as the history holds it.
  package var detail: JSON.Member { JSON.Member("seed", .integer(Int64(seed))) }
}

/// How many bad lines a run may reject.
package enum RejectLimit: Equatable, Sendable {
  case count(Int)
  /// Of the lines that were read.
  case share(Double)

  /// Whether a run has rejected too many.
  func isExceeded(rejected: Int, read: Int) -> Bool {
    switch self {
    case .count(let count): rejected > count
    case .share(let share): Double(rejected) > share * Double(read)
    }
  }
}

extension RejectLimit: ExpressibleByArgument, CustomStringConvertible {
  package init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Double(argument.dropLast()), (0...100).contains(percent) else {
        return nil
      }
      self = .share(percent / 100)
    } else {
      guard let count = Int(argument), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .share(let share): "\(share * 100)%"
    }
  }
}
