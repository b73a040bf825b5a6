/// Votes in which each group of samples is judged by all the others.
///
/// (Co-Reward, Zhang et al. 2025, arXiv 2508.00410; `vote --cross FIELD`): samples of a problem get
/// their label from the samples of its paraphrase and the other way round, so that no sample elects
/// itself.
package struct CrossVote: Equatable, Sendable {
  /// The vote of all samples outside each group, groups in the order in which they were first seen.
  package let elections: [(group: String, election: Election)]
  /// For each sample, the answer that the others elect; `nil` without others, or for one in no group.
  package let labels: [String?]

  /// Votes.
  ///
  /// `answers` [5, 5, 5, 3] of one group and [3, 3, 5, 3] of another label the first with 3 and the
  /// second with 5. A sample whose group is `nil` neither votes nor gets a label.
  /// - Parameter untie: breaks the tie of an election among the samples at these places; nil gives the
  ///   group no label.
  package init(
    answers: [String?], weights: [Double?]? = nil, groups: [String?],
    untie: (Election, [Int]) -> Election? = { election, _ in election }
  ) {
    precondition(answers.count == groups.count, "one group for each answer")
    var elections: [(group: String, election: Election)] = []
    var elected: [String: String] = [:]
    var seen: Set<String> = []
    for case let group? in groups where seen.insert(group).inserted {
      let others = answers.indices.filter { groups[$0] != nil && groups[$0] != group }
      let election = Vote.tally(
        answers: others.map { answers[$0] }, weights: weights.map { all in others.map { all[$0] } })
      let untied = election.tie ? untie(election, others) : election
      elections.append((group, untied ?? election))
      elected[group] = untied?.answer
    }
    self.elections = elections
    labels = groups.map { group in group.flatMap { elected[$0] } }
  }

  package static func == (a: CrossVote, b: CrossVote) -> Bool {
    a.labels == b.labels && a.elections.elementsEqual(b.elections) { $0 == $1 }
  }
}
