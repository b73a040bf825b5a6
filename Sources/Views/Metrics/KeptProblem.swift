/// What is kept of a problem to be compared with the same problem in another stream.
struct KeptProblem: Sendable {
  /// The vote's answer, or the one that most samples have, as `KeptAnswer`.
  let answer: String?
  private let shares: (accuracy: Float, vote: Float)

  /// Keeps shares from 0 to 1, each nil where it is not known.
  init(answer: String?, accuracy: Double?, vote: Double?) {
    self.answer = answer
    shares = (accuracy.map(Float.init) ?? .nan, vote.map(Float.init) ?? .nan)
  }

  /// The share of right samples.
  var accuracy: Double? { shares.accuracy.isNaN ? nil : Double(shares.accuracy) }
  /// How right the vote is.
  var vote: Double? { shares.vote.isNaN ? nil : Double(shares.vote) }
}
