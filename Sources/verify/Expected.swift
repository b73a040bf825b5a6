import Answers
import FilterKit
import Records
import Synchronization

/// The answers of a problem that are correct.
struct Expected {
  /// The normal forms of the reference and of all accepted answers, without empty ones.
  private var answers: [String] = []
  /// Whether there is an answer whose normal form is too much work.
  private var isPartlyUnknown = false
  /// How far an answer may be from one of them; nil if it has to be equal.
  private let tolerance: Tolerance?

  /// Reads `reference` and `accepted`.
  init(
    _ record: Record, _ extract: AnswerExtractor, _ tolerance: Tolerance? = nil
  ) throws(RecordError) {
    self.tolerance = tolerance
    var texts: [String] = []
    if let reference = try record.string("reference") { texts.append(reference) }
    if let accepted = try record.json("accepted"), accepted != .null {
      guard let list = accepted.array?.map(\.string), !list.contains(nil) else {
        throw RecordError("the field \"accepted\" is no array of strings")
      }
      texts += list.compactMap { $0 }.filter { !texts.contains($0) }
    }
    for text in texts where !text.isEmpty {
      guard let form = extract.normalise(reference: text) else {
        isPartlyUnknown = true
        continue
      }
      if !form.isEmpty { answers.append(form) }
    }
  }

  /// What is said of a sample in which an answer was found, or none.
  func verdict(
    of found: ExtractedAnswer?, in sample: Sample
  ) throws(RecordError) -> Verify.Verdict {
    guard !answers.isEmpty || isPartlyUnknown else { return .noReference }
    if let answer = found?.answer, isCorrect(answer) { return .correct }
    if let verdict = try Verify.Verdict(finish: sample) { return verdict }
    guard let found else { return .noAnswer }
    return found.answer == nil || isPartlyUnknown ? .undecided : .wrong
  }

  private func isCorrect(_ answer: String) -> Bool {
    answers.contains { tolerance?.areClose(answer, $0) ?? (answer == $0) }
  }
}

extension Verify.Verdict {
  /// What the end of a sample's text says, whatever is in it; nil if it is whole.
  init?(finish sample: Sample) throws(RecordError) {
    switch try sample.string("finish") {
    case "length": self = .truncated
    case "filter": self = .filtered
    case "error": self = .failed
    default:
      if try sample.hasText { return nil }
      self = .noText
    }
  }
}

extension Sample {
  /// Whether there is a text, empty or not.
  var hasText: Bool {
    get throws(RecordError) { try value("text").map { !$0.isNull } ?? false }
  }
}

/// Counts verdicts for which the data are the reason, from all threads.
final class VerdictCounts: Sendable {
  private let counts = Mutex<(samples: Int, ofData: [String: Int])>((0, [:]))

  func count(_ verdict: Verify.Verdict) {
    counts.withLock { counts in
      counts.samples += 1
      switch verdict {
      case .noReference, .noTests, .noText: counts.ofData[verdict.name, default: 0] += 1
      default: break
      }
    }
  }

  /// Says how many samples could not be judged, if there are any.
  func warn() {
    let (samples, ofData) = counts.withLock { $0 }
    let missing = ofData.values.reduce(0, +)
    guard missing > 0 else { return }
    let reasons = ofData.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    say(
      "verify: warning: \(missing) of \(samples) samples cannot be judged: "
        + reasons.joined(separator: ", "))
  }
}
