/// How much a sample's vote counts.
package enum Weighting: String, CaseIterable, Sendable {
  /// One sample, one vote.
  case none
  /// The exponential of the mean log-probability of a token.
  case logprob
  /// The exponential of the log-probability of the whole sample.
  case rawLogprob = "raw-logprob"
  /// The mean score that judges gave.
  case score

  /// Completes the sentence "a vote counts as much as ..." in help texts.
  package var summary: String {
    switch self {
    case .none: "one vote a sample"
    case .logprob: "the mean probability of its tokens"
    case .rawLogprob: "the probability of the whole sample"
    case .score: "the mean score of its critiques"
    }
  }

  /// The length-normalised probability of a sample, its weight under `logprob`.
  ///
  /// exp((1/K) Σₖ log p(tₖ)) (Self-Consistency, Wang et al. 2022, arXiv 2203.11171, section 3.1;
  /// `vote --weight logprob`). The end token of a sample that ended by itself is one of the K
  /// tokens.
  /// - Parameters:
  ///   - logprob: the sum over all tokens, in nats.
  ///   - tokens: the number of tokens of the completion.
  ///   - ended: whether the model ended the sample, so that the sum holds the end token's.
  /// - Returns: `nil` without tokens, or if `logprob` is not finite.
  package static func meanProbability(logprob: Double, tokens: Int, ended: Bool) -> Double? {
    let length = tokens + (ended ? 1 : 0)
    guard length > 0, logprob.isFinite else { return nil }
    return exponential(logprob / Double(length))
  }

  /// The weights under `raw-logprob`: probabilities of whole samples, up to one common factor.
  ///
  /// Shares do not depend on the factor, which makes the largest weight 1: the probabilities
  /// themselves are often too small for a double. `nil`, and what is not finite, has no weight.
  package static func probabilities(logprobs: [Double?]) -> [Double?] {
    let known = logprobs.compactMap { $0 }.filter(\.isFinite)
    guard let largest = known.max() else { return logprobs.map { _ in nil } }
    return logprobs.map { $0.flatMap { $0.isFinite ? exponential($0 - largest) : nil } }
  }
}
