import ArgumentParser
import FilterKit
import Methods
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
        program-failed null   the program that verifies ended in another way
        timeout        null   to read the answer or the reference takes more work than is allowed
      Null is undecided, never wrong.

      By reference, it also adds answer, extractor and span as vote does; the reference is brought \
      to the normal form of --extract.

      By --tests, the program is the last code between fences, or the whole text. The record's \
      field tests is an object: asserts, Python statements that stand behind the program one at a \
      time, with setup before it; and cases, each with the input that the program reads and the \
      output that it must write. By --program, a command judges the text. Both add execution: how \
      many tests are passed of the total, the first that failed, how it ended, and the end of what \
      it wrote. Each test runs under bubblewrap with no network, a read-only /usr, a /tmp of its own \
      and limits; --threads of them side by side.

      Memory: one block a thread; programs have their own. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 4 | verify
      """,
    version: version)

  @Option(
    help: ArgumentHelp(
      "How an answer is found: number, boxed, choice, json:PATH, text, regex:PATTERN, or several "
        + "to be tried in turn, with commas between.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

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
    case programFailed = "program-failed"

    /// The field `verdict`.
    var name: String { self == .undecided ? "timeout" : rawValue }

    /// The field `correct`, nil if undecided.
    var isCorrect: Bool? {
      switch self {
      case .correct: true
      case .wrong, .timeout, .outputLimit: false
      case .truncated, .filtered, .failed, .noAnswer, .noReference, .noTests, .programFailed,
        .undecided:
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
    guard !programs.isWanted || extract.specification == AnswerExtractor.number.specification
    else { throw ValidationError("--extract is for answers: not with --tests or --program") }
  }

  func run() throws {
    if programs.isWanted { try runPrograms() } else { try compareAnswers() }
  }

  /// Compares the answers with the references.
  private func compareAnswers() throws {
    try stream.map(RunDescription(Self.name)) { [self] record throws(RecordError) in
      let reference = try record.string("reference")
      let expected = reference.flatMap(extract.normalise(reference:))
      var edit = RecordEdit(record)
      for sample in try record.samples {
        let finish = try sample.string("finish")
        let found = try sample.withText("text") { extract.extract(from: $0) }
        let verdict = Self.judge(
          found, finish: finish, hasReference: reference?.isEmpty == false, expected: expected)
        edit.setAnswer(
          found?.answer, extractor: found?.extractor, span: found?.span, ofSample: sample.number)
        setVerdict(verdict, ofSample: sample.number, &edit)
      }
      return .pass(edit)
    }
  }

  /// - Parameter expected: the normal form of the reference, nil if it has none.
  private static func judge(
    _ found: ExtractedAnswer?, finish: String?, hasReference: Bool, expected: String?
  ) -> Verdict {
    guard hasReference else { return .noReference }
    guard let expected else { return .undecided }
    guard !expected.isEmpty else { return .noReference }
    if found?.answer == expected { return .correct }
    switch finish {
    case "length": return .truncated
    case "filter": return .filtered
    case "error": return .failed
    default: break
    }
    guard let found else { return .noAnswer }
    return found.answer == nil ? .undecided : .wrong
  }

  /// Sets what is said of a sample.
  /// - Parameter share: of the tests that are passed, if any was run.
  func setVerdict(
    _ verdict: Verdict, ofSample number: Int, share: Double? = nil, _ edit: inout RecordEdit
  ) {
    edit.set("correct", ofSample: number, verdict.isCorrect.map { .boolean($0) } ?? .null)
    edit.set("verdict", ofSample: number, .string(verdict.name))
    guard reward else { return }
    let value = partialReward ? share.map { JSON.number($0) } : nil
    edit.set("reward", ofSample: number, value ?? self.value(of: verdict))
  }

  private func value(of verdict: Verdict) -> JSON {
    switch verdict.isCorrect {
    case true?: 1
    case false?: 0
    case nil: undecidedReward.map { .number($0) } ?? .null
    }
  }
}
