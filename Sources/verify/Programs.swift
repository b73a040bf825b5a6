import Answers
import ArgumentParser
import FilterKit
import Records
import Sandbox
import Streams

/// How programs are tested, or test.
struct ProgramOptions: ParsableArguments {
  @Flag(help: "Run the program in each text against the tests of its problem, in a sandbox.")
  var tests = false

  @Option(
    help: ArgumentHelp(
      "What runs a program, with --tests; it is the file “program”.", valueName: "command"))
  var run = Self.python

  @Option(
    help: ArgumentHelp(
      "Let this command say what is correct, in a sandbox: it finds the files text, program, "
        + "prompt and reference, and exits with 0 for correct, 1 for wrong.",
      valueName: "command"))
  var program: String?

  @Option(help: ArgumentHelp("End a program after so long.", valueName: "seconds"))
  var timeout = Sandbox.Limits().seconds

  @Option(
    help: ArgumentHelp("How much memory each of its processes may use, in MiB.", valueName: "n"))
  var memory = Sandbox.Limits().memory >> 20

  @Option(help: ArgumentHelp("How many processes and threads it may have.", valueName: "n"))
  var processes = Sandbox.Limits().processes

  @Option(help: ArgumentHelp("How much it may write, in KiB.", valueName: "n"))
  var maxOutput = Sandbox.Limits().output >> 10

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A directory that it may read; may be given again.", valueName: "path"))
  var expose: [String] = []

  /// What runs a program if nothing is said.
  static let python = "python3 -I program"

  /// Whether programs are run at all.
  var isWanted: Bool { tests || program != nil }

  mutating func validate() throws {
    guard !(tests && program != nil) else {
      throw ValidationError("--tests and --program are two ways to verify: take one")
    }
    guard tests || run == Self.python else { throw ValidationError("--run goes with --tests") }
    guard isWanted || expose.isEmpty else {
      throw ValidationError("--expose goes with --tests or --program")
    }
    guard timeout > 0, timeout <= 86_400 else {
      throw ValidationError("--timeout must lie between 0 and 86400 seconds")
    }
    guard (16...1 << 30).contains(memory) else {
      throw ValidationError("--memory must be at least 16 MiB")
    }
    guard (4...1 << 20).contains(processes) else {
      throw ValidationError("--processes must be at least 4")
    }
    guard (1...1 << 20).contains(maxOutput) else {
      throw ValidationError("--max-output must lie between 1 and 1048576 KiB")
    }
  }

  /// Makes the sandbox, if it can be made.
  func sandbox() throws -> Sandbox {
    var limits = Sandbox.Limits()
    limits.seconds = timeout
    limits.memory = memory << 20
    limits.processes = processes
    limits.output = maxOutput << 10
    return try Sandbox(limits: limits, exposing: expose)
  }
}

// MARK: - Verifying

extension Verify {
  /// What a program's run in a sandbox says: one test's, or the verdict of a program that judges.
  struct Finding {
    var passed: Bool
    var ending: Sandbox.Ending
    /// What it wrote at the end, if it did not pass.
    var log: String

    /// How many bytes of a log are kept.
    static let logLength = 2000

    init(passed: Bool, _ report: Sandbox.Report) {
      self.passed = passed
      ending = report.ending
      let text = report.errors.isEmpty ? report.output : report.errors
      log = passed ? "" : String(decoding: text.suffix(Self.logLength), as: UTF8.self)
    }
  }

  /// Runs the programs in the texts against the tests of their problems, or has a program judge.
  func runPrograms() throws {
    let sandbox = try programs.sandbox()
    // No program can guess it, and no record holds it.
    let seal = "\(UInt64.random(in: .min ... .max))"
    let progress = Progress(
      Self.name, unit: programs.tests ? "tests" : "samples", quiet: stream.running.quiet)
    let counts = VerdictCounts()
    try RecordLoop(RunDescription(Self.name), stream).run { loop in
      var readings: [Int: (Sandbox.Report) -> Finding] = [:]
      try loop.request(
        progress: progress,
        prepare: { record in
          let plan = try plan(record, seal)
          return (plan.map(\.trial), plan.flatMap(\.runs))
        },
        serve: { next, deliver in
          try sandbox.serve(
            count: stream.running.threads,
            next: { wait in
              switch try next(wait) {
              case .request(let run, let ticket):
                // A report may be long: what it says is read when it comes.
                readings[ticket] = run.read
                return .request(run.job, ticket: ticket)
              case .notYet(let bell): return .notYet(bell)
              case .end: return .end
              }
            },
            deliver: { ticket, report in
              guard let read = readings.removeValue(forKey: ticket) else { return }
              try deliver(ticket, read(report))
            })
        },
        outcome: { record, trials, findings in
          var edit = RecordEdit(record)
          var findings = findings[...]
          for trial in trials {
            let own = findings.prefix(trial.runs)
            findings = findings.dropFirst(trial.runs)
            let verdict = trial.undecided ?? verdict(of: own)
            counts.count(verdict)
            write(verdict, Array(own), of: trial, to: &edit)
          }
          return .pass(edit)
        })
    }
    counts.warn()
  }

  /// A job, and how its report is read.
  private struct Run {
    var job: Sandbox.Job
    var read: (Sandbox.Report) -> Finding
  }

  /// What is done to tell whether a sample is correct.
  private struct Trial {
    var sample: Sample
    /// Why nothing is run.
    var undecided: Verdict?
    /// How many programs are run.
    var runs = 0
    /// Which block of the text is the program, from 0; nil for the whole text.
    var block: Int?
  }

  /// What is run for each sample of a record.
  private func plan(
    _ record: Record, _ seal: String
  ) throws(RecordError) -> [(trial: Trial, runs: [Run])] {
    let tests = programs.tests ? try ProgramTests(try record.json("tests") ?? .null) : nil
    return try record.samples.map { sample throws(RecordError) in
      var trial = Trial(sample: sample)
      let text = Array((try sample.string("text") ?? "").utf8)
      trial.undecided =
        try Verdict(finish: sample) ?? (tests == nil && programs.tests ? .noTests : nil)
      guard trial.undecided == nil else { return (trial, []) }
      let program = program(in: text, tests)
      guard let program else {
        trial.undecided = .noAnswer
        return (trial, [])
      }
      trial.block = program.block
      let runs = try runs(text, program.code, tests, record, seal)
      trial.runs = runs.count
      return (trial, runs)
    }
  }

  /// The program in a text: the block that defines what the tests call, in the language of `--run`.
  private func program(in text: [UInt8], _ tests: ProgramTests?) -> ProgramText? {
    let names = tests?.calledNames ?? []
    let language = programs.tests ? ProgramLanguage(command: programs.run) : nil
    guard !names.isEmpty else { return ProgramText.find(in: text, language: language) }
    return ProgramText.find(in: text, language: language) { code in
      !names.isDisjoint(with: PythonCode.definitions(in: String(decoding: code, as: UTF8.self)))
    }
  }

  private func runs(
    _ text: [UInt8], _ program: [UInt8], _ tests: ProgramTests?, _ record: Record, _ seal: String
  ) throws(RecordError) -> [Run] {
    guard let command = programs.program else {
      guard let tests else { return [] }
      return tests.jobs(program: program, command: programs.run, seal: seal).enumerated().map {
        number, job in
        Run(job: job) { Finding(passed: tests.passes(number, $0, seal: seal), $0) }
      }
    }
    let prompt = try record.need("prompt", try record.value("prompt"))
    let files = [
      "text": text, "program": program,
      "prompt": prompt.string.map { Array($0.utf8) } ?? Array(prompt.bytes),
      "reference": Array((try record.string("reference") ?? "").utf8),
    ]
    return [
      Run(job: Sandbox.Job(command, files: files)) {
        Finding(passed: $0.ending == .exit(0), $0)
      }
    ]
  }

  /// What is said of a sample whose tests were run, or whose judge was.
  private func verdict(of findings: ArraySlice<Finding>) -> Verdict {
    guard let worst = findings.first(where: { !$0.passed }) else { return .correct }
    if programs.program != nil {
      return worst.ending == .exit(1) ? .wrong : .programFailed
    }
    switch worst.ending {
    case .timeout: return .timeout
    case .outputLimit: return .outputLimit
    case .exit: return .wrong
    }
  }

  private func write(
    _ verdict: Verdict, _ findings: [Finding], of trial: Trial, to edit: inout RecordEdit
  ) {
    let number = trial.sample.number
    marking.set(verdict, ofSample: number, share: Self.share(findings), &edit)
    guard let first = findings.first else { return }
    let failed = findings.firstIndex { !$0.passed }
    let shown = failed.map { findings[$0] } ?? first
    edit.set(
      "execution", ofSample: number,
      [
        "passed": .integer(Int64(findings.count { $0.passed })),
        "total": .integer(Int64(findings.count)),
        "failed": failed.map { .integer(Int64($0)) } ?? .null,
        "ending": .string(Self.name(of: shown.ending)),
        "log": failed.map { .string(findings[$0].log) } ?? .null,
        "block": trial.block.map { .integer(Int64($0)) } ?? .null,
      ])
  }

  /// The share of tests that are passed; nil if none was run.
  private static func share(_ findings: [Finding]) -> Double? {
    findings.isEmpty ? nil : Double(findings.count { $0.passed }) / Double(findings.count)
  }

  private static func name(of ending: Sandbox.Ending) -> String {
    switch ending {
    case .exit(let status): "exit \(status)"
    case .timeout: "timeout"
    case .outputLimit: "output limit"
    }
  }
}
