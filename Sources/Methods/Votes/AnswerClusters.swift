/// Answers that a judge found to say the same, as one.
///
/// (Semantic entropy, Kuhn et al. 2023, arXiv 2302.09664; `vote --clusters same`): two answers are
/// in one cluster if each says what the other says. Ours go on through others: who says the same as
/// a third is in its cluster, so that the order of the samples changes nothing. The entropy of a
/// vote among clusters is the paper's semantic entropy: «Paris» with probability 0.5, «It's Paris»
/// with 0.4 and «London» with 0.1 have 0.325 nats, as three answers 0.943.
package struct AnswerClusters {
  private let count: Int
  /// judged[i * count + j]: how often it was said, and asked, that i and j say the same.
  private var judged: [(same: Double, asked: Double)]

  /// Nothing is judged yet.
  package init(count: Int) {
    self.count = count
    judged = Array(repeating: (0, 0), count: count * count)
  }

  /// Adds a judgement of two samples in this order.
  /// - Parameter probability: that they say the same, in [0, 1].
  package mutating func add(_ first: Int, _ second: Int, probability: Double) {
    judged[first * count + second].same += probability
    judged[first * count + second].asked += 1
  }

  /// Each answer as its cluster's: the most frequent one there, of several the first; nil stays.
  ///
  /// Equal answers are one without a judgement.
  package func merged(_ answers: [String?]) -> [String?] {
    precondition(answers.count == count, "an answer for each sample")
    var cluster = Array(answers.indices)
    for second in answers.indices where answers[second] != nil {
      for first in answers.indices[..<second] where answers[first] != nil {
        guard cluster[first] != cluster[second],
          answers[first] == answers[second] || saysTheSame(first, second)
        else { continue }
        let (kept, joined) = (cluster[first], cluster[second])
        for place in cluster.indices where cluster[place] == joined { cluster[place] = kept }
      }
    }
    var names: [Int: String] = [:]
    for place in Set(cluster) {
      let members = answers.indices.map { cluster[$0] == place ? answers[$0] : nil }
      names[place] = Vote.tally(answers: members).answer
    }
    return cluster.map { names[$0] }
  }

  /// Whether more than half of the judgements in each order that was asked for say so.
  private func saysTheSame(_ first: Int, _ second: Int) -> Bool {
    let orders = [judged[first * count + second], judged[second * count + first]]
      .filter { $0.asked > 0 }
    return !orders.isEmpty && orders.allSatisfy { $0.same > $0.asked / 2 }
  }
}
