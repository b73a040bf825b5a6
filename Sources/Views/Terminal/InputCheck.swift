import FilterKit
import Glibc
import Streams

/// Whether there is anything to read.
package enum InputCheck {
  /// Refuses to wait for a person who did not mean to type records: a pager has the terminal.
  /// - Throws: `Failure` if no input is named and standard input is a terminal.
  package static func check(_ inputs: [String]) throws(Failure) {
    guard inputs.isEmpty, isatty(STDIN_FILENO) == 1 else { return }
    throw Failure(
      .usage, "there is no input: name a file, or pipe a stream in (- reads the terminal)")
  }
}
