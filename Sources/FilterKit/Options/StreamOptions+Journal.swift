import Glibc
import Records
import Streams

extension StreamOptions {
  /// What a filter gives the journal of its model: the file that the run writes, and the journal's
  /// history.
  /// - Parameter filter: the filter's name.
  package func journal(of filter: String) -> JournalContext {
    let entry: JSON = [
      "filter": .string(filter), "version": .string(packageVersion),
      "arguments": .array(CommandLine.arguments.dropFirst().map { .string($0) }), "inputs": [],
    ]
    let isQuiet = running.quiet
    return JournalContext(
      output: writing.output.flatMap { Self.isCompleted($0) ? $0 : nil },
      trailer: { Trailer(totals: $0, ledger: .null, history: [entry]).bytes },
      say: { if !isQuiet { FilterKit.say("\(filter): \($0)") } })
  }

  /// Whether a file appears when it is complete; devices and named pipes are there before.
  private static func isCompleted(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
  }
}
