/// The tests that a program has to pass, each in a sandbox of its own.
package struct ProgramTests: Equatable, Sendable {
  /// One test.
  package enum Check: Equatable, Sendable {
    /// A Python statement behind the program that must not raise.
    case assertion(String)
    /// Python code behind the program that must not raise: one that defines `check(candidate)`, as
    /// HumanEval's tests do, is called with the entry point; classes of `unittest` are run.
    case script(String)
    /// What the program reads, and what it must write (`OutputComparison`); it must exit with 0.
    case output(input: String, expected: String)
  }

  /// Python before the program, such as imports.
  package var setup: String
  /// Code that the program may continue: HumanEval's prompt, which ends in a function's head.
  package var prefix: String
  /// The function that the tests call, if it is known.
  package var entryPoint: String?
  /// Python between the program and each assertion; it may use what the program defines.
  package var testSetup: String
  /// The tests, in their order.
  package var checks: [Check]

  /// Describes tests.
  package init(
    setup: String = "", prefix: String = "", entryPoint: String? = nil, testSetup: String = "",
    checks: [Check]
  ) {
    self.setup = setup
    self.prefix = prefix
    self.entryPoint = entryPoint
    self.testSetup = testSetup
    self.checks = checks
  }

  /// The names of functions and classes that the tests call; the program defines one of them.
  package var calledNames: Set<String> {
    if let entryPoint { return [entryPoint] }
    return checks.reduce(into: []) { names, check in
      switch check {
      case .assertion(let code), .script(let code): names.formUnion(PythonCode.calls(in: code))
      case .output: break
      }
    }
  }

  /// The jobs that tell whether a program passes, one a check.
  /// - Parameters:
  ///   - program: a whole program, or what continues `prefix`.
  ///   - command: runs the file `program` of its working directory.
  ///   - seal: a word that the program cannot guess. An assertion is passed if the word is written
  ///     behind it, so a program that ends early with 0 passes none. (One that reads its own file
  ///     can still cheat: it shares a process with its test.)
  package func jobs(program: [UInt8], command: String, seal: String) -> [Sandbox.Job] {
    let whole = Array(
      PythonCode.joined(prefix: prefix, String(decoding: program, as: UTF8.self), entryPoint).utf8)
    return checks.map { check in
      switch check {
      case .assertion(let statement):
        testJob(whole, testSetup + (testSetup.isEmpty ? "" : "\n") + statement, command, seal)
      case .script(let code):
        testJob(whole, PythonCode.called(code, entryPoint), command, seal)
      case .output(let input, _):
        Sandbox.Job(
          command, files: ["program": prefix.isEmpty ? program : whole], input: Array(input.utf8))
      }
    }
  }

  /// The program is no main program here: what it does `if __name__ == "__main__"` is not tested.
  private func testJob(
    _ program: [UInt8], _ test: String, _ command: String, _ seal: String
  ) -> Sandbox.Job {
    let (future, rest) = PythonCode.futureImports(in: program)
    var text = future
    text += Array(
      """
      __import__('sys').modules['solution'] = __import__('sys').modules['__main__']
      __name__ = 'solution'
      \(setup)

      """.utf8)
    text += rest
    text += Array("\n\(test)\n__import__('os').write(1, b'\\n\(seal)\\n')\n".utf8)
    return Sandbox.Job(command, files: ["program": text])
  }

  /// Whether a job's report says that its check is passed.
  /// - Parameter seal: as the jobs were made with.
  package func passes(_ number: Int, _ report: Sandbox.Report, seal: String) -> Bool {
    guard report.ending == .exit(0) else { return false }
    switch checks[number] {
    case .assertion, .script:
      return report.output.suffix(seal.utf8.count + 2) == Array("\n\(seal)\n".utf8)[...]
    case .output(_, let expected):
      return OutputComparison.agree(report.output, Array(expected.utf8))
    }
  }
}
