import ArgumentParser
import FilterKit
import Methods
import Records

/// Compares the answers of samples with the reference of their problem.
@main
struct Verify: Filter {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Says of each sample whether its answer is that of the reference.",
    discussion: """
      Reads records with samples and a reference. Adds to each sample answer, extractor and span as \
      vote does, correct, and the verdict:
        correct        true   the answer equals the reference
        wrong          false  it does not
        no-answer      null   none was found
        truncated      null   the text was cut off, and what stands there is not the reference
        filtered       null   the model's server withheld the text
        failed         null   the text could not be completed
        no-reference   null   the problem has none
      Null is undecided, never wrong. The reference is brought to the normal form of --extract.

      Memory: one block a thread. Randomness: none.

      Example: problems reverse --count 10 | sample --model base -n 4 | verify
      """,
    version: version)

  @Option(
    help: ArgumentHelp(
      "How an answer is found: number, boxed, choice, json:PATH, text, regex:PATTERN, or several "
        + "to be tried in turn, with commas between.", valueName: "how"),
    transform: AnswerExtractor.init(_:))
  var extract = AnswerExtractor.number

  @Flag(help: "Add reward: 1 if correct, 0 if wrong, --undecided-reward otherwise.")
  var reward = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The reward of undecided samples (default: null).", valueName: "number"))
  var undecidedReward: Double?

  @OptionGroup var stream: StreamOptions

  /// What is said of a sample.
  private enum Verdict: String {
    case correct, wrong, truncated, filtered, failed
    case noAnswer = "no-answer"
    case noReference = "no-reference"

    /// The field `correct`, nil if undecided.
    var isCorrect: Bool? {
      switch self {
      case .correct: true
      case .wrong: false
      case .truncated, .filtered, .failed, .noAnswer, .noReference: nil
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
  }

  func run() throws {
    // What parses the options is too slow to be asked for each sample.
    let (extract, reward, undecided) = (extract, reward, undecidedReward)
    try stream.map(RunDescription(Self.name)) { record throws(RecordError) in
      let reference = try record.string("reference").map(extract.normalise(reference:))
      var edit = RecordEdit(record)
      for sample in try record.samples {
        let finish = try sample.string("finish")
        var found: ExtractedAnswer?
        try sample.withText("text") { found = extract.extract(from: $0) }
        let verdict = Self.judge(found?.answer, finish: finish, against: reference)
        edit.setAnswer(
          found?.answer, extractor: found?.extractor, span: found?.span, ofSample: sample.number)
        edit.set(
          "correct", ofSample: sample.number, verdict.isCorrect.map { .boolean($0) } ?? .null)
        edit.set("verdict", ofSample: sample.number, .string(verdict.rawValue))
        if reward {
          edit.set("reward", ofSample: sample.number, Self.value(of: verdict, undecided: undecided))
        }
      }
      return .pass(edit)
    }
  }

  private static func judge(_ answer: String?, finish: String?, against reference: String?)
    -> Verdict
  {
    guard let reference, !reference.isEmpty else { return .noReference }
    if answer == reference { return .correct }
    switch finish {
    case "length": return .truncated
    case "filter": return .filtered
    case "error": return .failed
    default: return answer == nil ? .noAnswer : .wrong
    }
  }

  private static func value(of verdict: Verdict, undecided: Double?) -> JSON {
    switch verdict.isCorrect {
    case true?: 1
    case false?: 0
    case nil: undecided.map { .number($0) } ?? .null
    }
  }
}
