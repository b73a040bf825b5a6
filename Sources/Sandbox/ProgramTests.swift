/// The tests that a program has to pass, each in a sandbox of its own.
package struct ProgramTests: Equatable, Sendable {
  /// One test.
  package enum Check: Equatable, Sendable {
    /// A Python statement behind the program that must not raise.
    case assertion(String)
    /// What the program reads, and what it must write but for white space at the ends of lines and
    /// of the whole; it must exit with 0.
    case output(input: String, expected: String)
  }

  /// Python that stands before the program of an assertion, such as imports.
  package var setup: String
  /// The tests, in their order.
  package var checks: [Check]

  /// Describes tests.
  package init(setup: String = "", checks: [Check]) {
    self.setup = setup
    self.checks = checks
  }

  /// The jobs that tell whether a program passes, one a check.
  /// - Parameters:
  ///   - command: runs the file `program` of its working directory.
  ///   - seal: a word that the program cannot guess. An assertion is passed if the word is written
  ///     behind it, so a program that ends early with 0 passes none. (One that reads its own file
  ///     can still cheat: it shares a process with its test.)
  package func jobs(program: [UInt8], command: String, seal: String) -> [Sandbox.Job] {
    checks.map { check in
      switch check {
      case .assertion(let statement):
        var text = Array(setup.utf8) + [0x0A] + program
        text += Array("\n\(statement)\n__import__('os').write(1, b'\\n\(seal)\\n')\n".utf8)
        return Sandbox.Job(command, files: ["program": text])
      case .output(let input, _):
        return Sandbox.Job(command, files: ["program": program], input: Array(input.utf8))
      }
    }
  }

  /// Whether a job's report says that its check is passed.
  /// - Parameter seal: as the jobs were made with.
  package func passes(_ number: Int, _ report: Sandbox.Report, seal: String) -> Bool {
    guard report.ending == .exit(0) else { return false }
    switch checks[number] {
    case .assertion:
      return report.output.suffix(seal.utf8.count + 2) == Array("\n\(seal)\n".utf8)[...]
    case .output(_, let expected):
      return Self.lines(of: report.output[...]) == Self.lines(of: Array(expected.utf8)[...])
    }
  }

  /// The lines of an output without white space at their ends, nor empty ones at the end.
  private static func lines(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      line[
        ..<((line.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }).map { $0 + 1 }
          ?? line.startIndex)]
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
