import Answers

/// The ways in which a model can judge samples.
package enum Judging: String, CaseIterable, Sendable {
  case points, yesno, pairs, same, step, free, meta
}

/// What a judge's text says.
package struct Verdict: Equatable, Sendable {
  /// Larger is better; nil if the text gives none.
  package var score: Double?
  /// In words, where the way of judging has some.
  package var word: String?
  /// The first wrong step, from 1.
  package var step: Int?

  /// Says nothing without arguments.
  package init(score: Double? = nil, word: String? = nil, step: Int? = nil) {
    self.score = score
    self.word = word
    self.step = step
  }
}

/// Reads judges' texts.
///
/// A point score is as `JudgeParser` finds it; `yesno` and `same` score 1 or 0; of `pairs` the letter A means
/// the answer that is shown first and scores 1, B the other and 0, C a tie and 0.5; `step` is the
/// number of the first wrong step, 0 for none, and scores 0 and 1; `free` text has no score.
package enum VerdictParser: Sendable {
  case score(JudgeParser)
  case yesno(AnswerExtractor)
  case pairs(AnswerExtractor)
  case step(JudgeParser)
  case none

  /// The parser of a way of judging.
  /// - Parameters:
  ///   - specification: how the judgement is found, nil for the usual way.
  ///   - range: of scores.
  /// - Throws: a description of what is wrong with the specification.
  package init(_ judging: Judging, _ specification: String?, range: ClosedRange<Double>) throws {
    switch judging {
    case .points, .meta:
      self = .score(try JudgeParser(specification ?? "number", range: range))
    case .yesno, .same: self = .yesno(try AnswerExtractor(specification ?? "yesno"))
    case .pairs: self = .pairs(try AnswerExtractor(specification ?? "choice"))
    case .step: self = .step(try JudgeParser(specification ?? "number:step", range: 0...1e6))
    case .free: self = .none
    }
  }

  /// What a whole text says.
  /// - Parameter steps: how many the judged answer has.
  package func verdict(of text: String, steps: Int) -> Verdict {
    switch self {
    case .score(let parser): return Verdict(score: parser.score(of: text))
    case .yesno(let extractor):
      switch extractor.extract(from: text)?.answer?.lowercased() {
      case "yes": return Verdict(score: 1, word: "yes")
      case "no": return Verdict(score: 0, word: "no")
      default: return Verdict()
      }
    case .pairs(let extractor):
      switch extractor.extract(from: text)?.answer?.uppercased() {
      case "A": return Verdict(score: 1, word: "first")
      case "B": return Verdict(score: 0, word: "second")
      case "C": return Verdict(score: 0.5, word: "tie")
      default: return Verdict()
      }
    case .step(let parser):
      guard let number = parser.score(of: text).flatMap(Int.init(exactly:)), number <= steps else {
        return Verdict()
      }
      return number == 0
        ? Verdict(score: 1, word: "correct") : Verdict(score: 0, word: "wrong", step: number)
    case .none: return Verdict()
    }
  }
}
