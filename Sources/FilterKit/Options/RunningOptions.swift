import ArgumentParser
import Glibc

/// How a filter runs.
package struct RunningOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The number of threads; the records do not depend on it.", valueName: "n"))
  package var threads = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  @Flag(name: .shortAndLong, help: "Print nothing on stderr but errors.")
  package var quiet = false

  /// Makes the defaults.
  package init() {}

  package mutating func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("invalid --threads \"\(threads)\": use 1 to 1024")
    }
  }

  /// The same options with --quiet.
  var silenced: RunningOptions {
    var options = self
    options.quiet = true
    return options
  }
}
