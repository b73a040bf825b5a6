import Engine
import Glibc

/// Questions about given tokens that go through the model together.
struct ScoringBatch {
  /// One request.
  struct Question {
    let ticket: Int
    let promptTokens: Int
    /// Whether log-probabilities are asked for, or else the probability of each sequence's end.
    let isScore: Bool
  }

  private var questions: [(Question, sequences: Range<Int>)] = []
  private var sequences: [[Int32]] = []
  private var tokens = 0

  var isEmpty: Bool { questions.isEmpty }

  /// Whether there is enough to do for all threads; more would only take memory.
  var isFull: Bool { tokens >= 1 << 15 }

  /// Adds a question about some sequences, each a prompt with what follows it.
  mutating func append(_ question: Question, _ sequences: [[Int32]]) {
    questions.append((question, self.sequences.count..<self.sequences.count + sequences.count))
    self.sequences += sequences
    tokens += sequences.reduce(1) { $0 + $1.count }
  }

  /// Answers all questions and forgets them.
  mutating func answer(with scorer: Scorer) throws(EngineError) -> [(Int, ModelReply)] {
    guard !isEmpty else { return [] }
    let logprobs = try scorer.logprobs(of: sequences)
    let replies = questions.map { question, places -> (Int, ModelReply) in
      // The first token of a sequence has no log-probability.
      let prompt = question.promptTokens - 1
      if question.isScore {
        let numbers = logprobs[places.lowerBound].map(Double.init)
        let score = Score(
          tokenLogprobs: Array(numbers[prompt...]), promptLogprobs: Array(numbers[..<prompt]))
        return (question.ticket, .score(score))
      }
      let probabilities = logprobs[places].map { numbers in
        exp(numbers[prompt...].reduce(0.0) { $0 + Double($1) })
      }
      return (question.ticket, .probabilities(probabilities))
    }
    self = ScoringBatch()
    return replies
  }
}
