import Checkpoints
import FilterKit
import Methods
import ModelKit
import Models
import Records

/// One question to a judge, without its words.
struct Question {
  /// The sample that the critique belongs to.
  var sample: Sample
  /// What it is compared with.
  var other: Sample?
  /// The place of the critique that is judged.
  var of: Int?
  /// How many steps are shown.
  var steps = 0
}

/// The model that judges, and how it is read.
struct Judge {
  let open: OpenModel
  let parser: VerdictParser
  /// Whose probabilities make the score, with what each counts; none if a text is drawn.
  let words: [(word: String, value: Double)]
  /// Whether a space stands before each word where a text without one at its end goes on.
  let isSpaced: Bool
  let seeds: Seeding

  /// What the judge sees.
  /// - Parameters:
  ///   - samples: by the name under which a template finds them.
  ///   - more: other values for the template.
  func prompt(
    _ samples: [String: Sample], _ more: JSON = [:], in record: Record
  ) throws(RecordError) -> Prompt {
    try open.rendering.prompt(of: samples, more, in: record)
  }

  /// A question with the request that asks it.
  typealias Asked = (question: Question, request: ModelRequest)

  /// The requests that ask questions about a sample, `repeats` times each.
  func requests(
    _ questions: [(Question, Prompt)], about sample: Sample, in record: Record, _ repeats: Int,
    _ settings: SamplingSettings
  ) throws(RecordError) -> [Asked] {
    guard !questions.isEmpty else { return [] }
    let id = words.isEmpty ? try record.need("id", try record.string("id")) : ""
    let index = try sample.index
    var number = try sample.critiques.count
    return questions.flatMap { question, prompt in
      (0..<repeats).map { _ in
        defer { number += 1 }
        guard words.isEmpty else { return (question, probabilities(after: prompt)) }
        let seed = seeds.modelSeed(id: "\(id)\u{0}\(number)", index: index)
        return (question, .complete(prompt, settings, seed: seed))
      }
    }
  }

  private func probabilities(after prompt: Prompt) -> ModelRequest {
    let space = isSpaced && prompt.endsInWord ? " " : ""
    return .probabilities(prompt, words: words.map { space + $0.word })
  }

  /// What a reply says.
  func verdict(of reply: ModelReply, to question: Question) -> Verdict {
    switch reply {
    case .completion(let completion) where completion.finish == .stop:
      return parser.verdict(of: completion.text, steps: question.steps)
    case .completion, .failed, .givenUp: return Verdict()
    case .probabilities(let values):
      // One word alone is a probability as it is.
      let sum = values.count == 1 ? 1 : values.reduce(0, +)
      guard sum > 0 else { return Verdict() }
      return Verdict(score: zip(words, values).reduce(0) { $0 + $1.0.value * $1.1 } / sum)
    case .score: preconditionFailure("a judgement was asked for")
    }
  }
}

/// What became of the judgements of a run.
struct Counts {
  private var total = 0
  private var unreadable = 0
  var bias = PositionBias()

  /// Counts one.
  mutating func count(_ reply: ModelReply, hasScore: Bool) {
    total += 1
    guard reply.failure == nil else { return }
    if !hasScore { unreadable += 1 }
  }

  /// Says what there is to say.
  func report(quiet: Bool) {
    let name = CritiqueCommand.name
    if unreadable > 0 {
      say("\(name): warning: \(unreadable) of \(total) judgements have no score")
    }
    let compared = bias.first + bias.second + bias.ties
    guard !quiet, compared > 0 else { return }
    say(
      "\(name): of \(compared) comparisons the first won \(bias.first), the second \(bias.second), "
        + "\(bias.ties) ties; both orders agree on \(bias.agreeing) of \(bias.pairs) pairs")
  }
}

extension Prompt {
  /// Whether it is a text that goes on behind its last word.
  fileprivate var endsInWord: Bool {
    if case .text(let text) = self { text.last?.isWhitespace == false } else { false }
  }
}

extension Sample {
  /// Whether it has no text because it could not be drawn.
  var hasFailed: Bool {
    get throws(RecordError) { try string("finish") == Finish.error.rawValue }
  }

  /// Whether its text is that of another sample.
  func hasText(of other: Sample) throws(RecordError) -> Bool {
    try need("text", try string("text")) == other.need("text", try other.string("text"))
  }

  /// The critiques that it came with.
  var critiques: [JSON] {
    get throws(RecordError) {
      guard let value = try json("critiques"), value != .null else { return [] }
      guard let critiques = value.array else {
        throw RecordError("the field “critiques” is no array")
      }
      return critiques
    }
  }

  /// The lines of its text that are not empty, numbered from 1.
  var steps: [JSON] {
    get throws(RecordError) {
      let text = try need("text", try string("text"))
      return text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.enumerated().map
      {
        ["number": .integer(Int64($0.offset + 1)), "text": .string(String($0.element))]
      }
    }
  }
}
