/// Which of several answers of equal weight a vote elects.
package enum TieRule: String, CaseIterable, Sendable {
  case first
  case random
  case logprob
  case length
  case drop

  /// Completes the sentence "a tie goes to ..." in help texts.
  package var summary: String {
    switch self {
    case .first: "the answer that was seen first"
    case .random: "one of the tied answers, drawn at random"
    case .logprob: "the answer with the largest sum of its samples' mean token probabilities"
    case .length: "the answer that the shortest sample gave"
    case .drop: "no answer: the record is dropped"
    }
  }

  /// What the rule has to know about each sample beside its answer.
  package enum Value: Sendable {
    /// The mean probability of a token, `Weighting.meanProbability`.
    case probability
    /// The number of bytes of the text.
    case length
  }

  /// The value that `break` is to be given for each sample; `nil` if the rule needs none.
  package var value: Value? {
    switch self {
    case .logprob: .probability
    case .length: .length
    case .first, .random, .drop: nil
    }
  }

  /// The election with its tie broken, which its `tieRule` tells; unchanged without a tie.
  ///
  /// What the rule leaves open goes to the answer seen first. `drop` elects that too: whoever asks
  /// for it looks at `tie`.
  /// - Parameters:
  ///   - answers: what each sample answered.
  ///   - values: what `value` names, one for each sample; empty if the rule needs none. A sample whose
  ///     value is `nil` does not count.
  package func `break`(
    _ election: Election, answers: [String?], values: [Double?],
    using generator: inout some RandomNumberGenerator
  ) -> Election {
    guard election.tie else { return election }
    precondition(value == nil || values.count == answers.count, "one value for each answer")
    let tied = election.counts.prefix(election.tied).map(\.answer)
    func own(_ answer: String) -> [Double] {
      answers.indices.compactMap { answers[$0] == answer ? values[$0] : nil }
    }
    let place =
      switch self {
      case .first, .drop: 0
      case .random: Int.random(in: tied.indices, using: &generator)
      case .logprob: Self.largest(tied.map { own($0).accurateSum() })
      case .length: Self.largest(tied.map { -(own($0).min() ?? .infinity) })
      }
    return election.electing(place, by: self == .drop ? "first" : rawValue)
  }

  /// The place of the largest value, of several the first.
  private static func largest(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
