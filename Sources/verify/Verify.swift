import Answers
import ArgumentParser
import FilterKit
import Records

/// Compares the answers of samples with the reference of their problem.
@main
struct Verify: Filter {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Says of each sample whether it is correct: by reference, tests or a program.",
    discussion: """
      Reads records with samples. Adds to each sample correct and the verdict:
        correct        true   the answer equals the reference; all tests are passed; the program says so
        wrong          false  it does not; a test is failed; the program says so
        timeout        false  a test's time was over
        output-limit   false  a test wrote too much
        no-answer      null   none was found
        truncated      null   the text was cut off, and what stands there is not the reference
        filtered       null   the model's server withheld the text
        failed         null   the text could not be completed
        no-reference   null   the problem has none
        no-tests       null   the problem has none
        no-text        null   the sample has none
        program-failed null   the program that verifies ended in another way
        timeout        null   to read the answer or the reference takes more work than is allowed
      Null is undecided, never wrong. What is undecided because of the data (no-reference, no-tests, \
      no-text) is counted on stderr. A record's field accepted lists all answers that are correct.

      By reference, it also adds answer, extractor and span as vote does; the reference is brought \
      to the normal form of --extract. With --equivalence, Math-Verify is asked whether the text of \
      the answer equals the reference, and sympy (true, false or null) and sympy_verdict say what it \
      found: equal, different, unreadable, timeout or failed. correct stays ours.

      With --tests, the program is the last block of code in the language of --run, before blocks \
      without a language; of several, the last one that defines what the tests call; or the whole \
      text without blocks, behind </think>. The record's field tests is an object of \
      asserts (Python statements, each run behind the program), test (a script; its check is called \
      with entry_point, and unittest classes are run) and cases (input, and the output that the \
      program must write); setup stands before the program, test_setup between it and each assert, \
      and prefix is code that the program may continue. With --program, a command judges the text. \
      Both add execution: passed and total tests, the first that failed, how it ended, the end of \
      what it wrote, and the block of the text that was run. Each test runs under bubblewrap with no \
      network, no capabilities, a filter of system calls, a read-only /usr, a /tmp of its own and \
      limits; --threads of them at a time.

      Memory: one block a thread; programs have their own. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 4 | verify
      """,
    version: version)

  static let commonOptions = ["--extract", "--tests", "--program", "--reward", "--output"]

  @Option(
    help: ArgumentHelp(AnswerExtractor.help, valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

  @Flag(
    help: """
      Read numbers with a decimal comma: 1.000,5 is 1000.5. In a reference a number \
      with one point and no comma still has a decimal point.
      """)
  var decimalComma = false

  @Option(
    help: ArgumentHelp(
      """
      Call a number correct that differs from the reference by at most this share of it, such as \
      1e-4, or with abs:1e-4 by at most so much; likewise the numbers of a list. Closeness is no \
      equivalence, so vote does not know it.
      """, valueName: "share|abs:number"), transform: Self.tolerance)
  var tolerance: Tolerance?

  @OptionGroup(title: "Equivalence") var equivalence: EquivalenceOptions
  @OptionGroup(title: "Programs") var programs: ProgramOptions

  @Flag(help: "Add reward: 1 if correct, 0 if wrong, --undecided-reward otherwise.")
  var reward = false

  @Flag(help: "Make the reward of tests that ran the share that is passed.")
  var partialReward = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The reward of undecided samples (default: null).", valueName: "number"))
  var undecidedReward: Double?

  @OptionGroup var stream: StreamOptions

  /// What is said of a sample.
  enum Verdict: String {
    case correct, wrong, timeout, truncated, filtered, failed
    case outputLimit = "output-limit"
    /// Written as `timeout`, like that of a test, but nothing is known: `correct` is null.
    case undecided
    case noAnswer = "no-answer"
    case noReference = "no-reference"
    case noTests = "no-tests"
    case noText = "no-text"
    case programFailed = "program-failed"

    /// The field `verdict`.
    var name: String { self == .undecided ? "timeout" : rawValue }

    /// The field `correct`, nil if undecided.
    var isCorrect: Bool? {
      switch self {
      case .correct: true
      case .wrong, .timeout, .outputLimit: false
      case .truncated, .filtered, .failed, .noAnswer, .noReference, .noTests, .noText,
        .programFailed, .undecided:
        nil
      }
    }
  }

  func validate() throws {
    if let undecidedReward {
      guard reward else { throw ValidationError("--undecided-reward needs --reward") }
      guard undecidedReward.isFinite else {
        throw ValidationError("--undecided-reward must be finite")
      }
    }
    guard !partialReward || (reward && programs.tests) else {
      throw ValidationError("--partial-reward needs --reward and --tests")
    }
    guard !programs.isWanted || equivalence.equivalence == nil else {
      throw ValidationError("--equivalence is for answers: not with --tests or --program")
    }
    guard !programs.isWanted || extract.specification == AnswerExtractor.number.specification
    else { throw ValidationError("--extract is for answers: not with --tests or --program") }
    guard !programs.isWanted || tolerance == nil && !decimalComma else {
      throw ValidationError(
        "--tolerance and --decimal-comma are for answers: not with --tests or --program")
    }
  }

  private static func tolerance(_ text: String) throws -> Tolerance {
    guard let tolerance = Tolerance(text) else {
      throw ValidationError(
        "invalid --tolerance \"\(text)\": use a number above 0, or abs: and one")
    }
    return tolerance
  }

  func run() throws {
    if programs.isWanted { try runPrograms() } else { try compareAnswers() }
  }

  /// Compares the answers with the references.
  private func compareAnswers() throws {
    let helper = try equivalence.open()
    var extractor = extract
    extractor.decimalMark = decimalComma ? .comma : .point
    let (extract, marking, counts) = (extractor, marking, VerdictCounts())
    let tolerance = tolerance
    try stream.map(RunDescription(Self.name)) { record throws(RecordError) in
      let reference = try record.string("reference")
      let expected = try Expected(record, extract, tolerance)
      var edit = RecordEdit(record)
      for sample in try record.samples {
        var found: ExtractedAnswer?
        if try sample.hasText {
          try sample.withText("text") { found = extract.extract(from: $0) }
        }
        let verdict = try expected.verdict(of: found, in: sample)
        counts.count(verdict)
        edit.setAnswer(
          found?.answer, extractor: found?.extractor, span: found?.span, ofSample: sample.number)
        marking.set(verdict, ofSample: sample.number, &edit)
        if let helper {
          try Self.ask(helper, of: sample, at: found?.span, reference: reference, &edit)
        }
      }
      return .pass(edit)
    }
    counts.warn()
  }

  /// Sets what a computer-algebra system says of the text of an answer.
  private static func ask(
    _ helper: EquivalenceHelper, of sample: Sample, at span: Range<Int>?, reference: String?,
    _ edit: inout RecordEdit
  ) throws(RecordError) {
    var verdict: EquivalenceHelper.Verdict?
    if let span, let reference, !reference.isEmpty {
      let text = Array(try sample.need("text", try sample.string("text")).utf8)
      let answer = String(decoding: text[span], as: UTF8.self)
      var question: [UInt8] = []
      JSON.array([.string(reference), .string(answer)]).write(to: &question)
      verdict = helper.verdict(of: question)
    }
    let missing = span == nil ? Verdict.noAnswer : .noReference
    edit.set("sympy", ofSample: sample.number, verdict?.isEqual.map { .boolean($0) } ?? .null)
    edit.set(
      "sympy_verdict", ofSample: sample.number, .string(verdict?.rawValue ?? missing.rawValue))
  }

  /// How verdicts are written.
  var marking: Marking {
    Marking(reward: reward, partialReward: partialReward, undecidedReward: undecidedReward)
  }
}

/// The options of rewards by themselves: what parses them is too slow to be asked for each sample.
struct Marking {
  let reward: Bool
  let partialReward: Bool
  let undecidedReward: Double?

  /// Sets what is said of a sample.
  /// - Parameter share: of the tests that are passed, if any was run.
  func set(
    _ verdict: Verify.Verdict, ofSample number: Int, share: Double? = nil, _ edit: inout RecordEdit
  ) {
    edit.set("correct", ofSample: number, verdict.isCorrect.map { .boolean($0) } ?? .null)
    edit.set("verdict", ofSample: number, .string(verdict.name))
    guard reward else { return }
    let value = partialReward ? share.map { JSON.number($0) } : nil
    edit.set("reward", ofSample: number, value ?? self.value(of: verdict))
  }

  private func value(of verdict: Verify.Verdict) -> JSON {
    switch verdict.isCorrect {
    case true?: 1
    case false?: 0
    case nil: undecidedReward.map { .number($0) } ?? .null
    }
  }
}
