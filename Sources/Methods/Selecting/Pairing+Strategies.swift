extension [Pairing.Pair] {
  /// The pairs, or the reason that there are none.
  fileprivate var orNone: [Pairing.Pair] {
    get throws(Pairing.Reason) {
      guard !isEmpty else { throw .noPair }
      return self
    }
  }
}

/// All pairs that each strategy allows, in the order of the samples, before limits.
extension Pairing {
  func options(_ candidates: [Candidate], _ reference: String?) throws(Reason) -> [Pair] {
    switch strategy {
    case .mostVsLeast: try mostVsLeast(candidates)
    case .bestVsWorst: try bestVsWorst(candidates)
    case .correctVsWrong: try correctVsWrong(candidates)
    case .referenceVsSample: try referenceVsSample(candidates, reference)
    case .revisedVsOriginal: try revisedVsOriginal(candidates)
    case .transition: try transitions(candidates)
    case .conditions:
      try product(
        candidates.indices.filter { candidates[$0].isChosen },
        candidates.indices.filter { candidates[$0].isRejected }, weight: 1, margin: 1
      ).filter { $0.chosen != $0.rejected }.orNone
    }
  }

  /// With k = 8 and votes 6 and 1, the weight is 0.625.
  ///
  /// The first seen of several most-voted answers
  /// is chosen, as the vote does; all least-voted answers may be rejected.
  private func mostVsLeast(_ candidates: [Candidate]) throws(Reason) -> [Pair] {
    let election = Vote.tally(answers: candidates.map(\.answer))
    guard let most = election.counts.first, let least = election.counts.last,
      election.counts.count > 1
    else { throw .noPair }
    guard most.count > least.count else { throw .tie }
    let total = Double(candidates.count)
    guard Double(most.count) >= minimumShare * total * (1 - 1e-12) else { throw .belowShare }
    let losers = Set(election.counts.filter { $0.count == least.count }.map(\.answer))
    let margin = Double(most.count - least.count) / total
    return product(
      candidates.indices.filter { candidates[$0].answer == most.answer },
      candidates.indices.filter { candidates[$0].answer.map(losers.contains) ?? false },
      weight: margin, margin: margin)
  }

  private func bestVsWorst(_ candidates: [Candidate]) throws(Reason) -> [Pair] {
    let scored = candidates.indices.compactMap { position -> (position: Int, score: Double)? in
      guard let score = candidates[position].score, !score.isNaN else { return nil }
      return (position, score)
    }
    guard scored.count > 1, let best = scored.map(\.score).max(),
      let worst = scored.map(\.score).min()
    else { throw .noPair }
    guard best > worst else { throw .tie }
    guard let lengthControl else {
      return product(
        scored.filter { $0.score == best }.map(\.position),
        scored.filter { $0.score == worst }.map(\.position), weight: 1, margin: best - worst)
    }
    precondition(lengthControl >= 0 && lengthControl < 0.5, "ρ lies in 0..<0.5")
    func length(_ position: Int) -> Int { candidates[position].text.utf8.count }
    let spread = (best - worst) * lengthControl
    let high = scored.filter { $0.score >= best - spread }
    let low = scored.filter { $0.score <= worst + spread }
    guard let chosen = high.min(by: { length($0.position) < length($1.position) }),
      let rejected = low.max(by: { length($0.position) < length($1.position) })
    else { throw .noPair }
    let margin = chosen.score - rejected.score
    return [Pair(chosen: chosen.position, rejected: rejected.position, weight: 1, margin: margin)]
  }

  private func correctVsWrong(_ candidates: [Candidate]) throws(Reason) -> [Pair] {
    let pairs = product(
      candidates.indices.filter { candidates[$0].correct == true },
      candidates.indices.filter { candidates[$0].correct == false }, weight: 1, margin: 1)
    guard !pairs.isEmpty else { throw .noPair }
    return pairs
  }

  private func referenceVsSample(
    _ candidates: [Candidate], _ reference: String?
  ) throws(Reason) -> [Pair] {
    guard reference != nil, !candidates.isEmpty else { throw .noPair }
    let rejected = try leastSimilar.map { share throws(Reason) in
      try leastSimilar(of: candidates, share)
    }
    return (rejected ?? Array(candidates.indices)).map {
      Pair(chosen: nil, rejected: $0, weight: 1, margin: 1)
    }
  }

  /// The positions of the least similar samples, in their order; equal texts count once.
  private func leastSimilar(
    of candidates: [Candidate], _ share: Double
  ) throws(Reason) -> [Int] {
    var texts: Set<String> = []
    let known = candidates.indices.filter { position in
      let candidate = candidates[position]
      return candidate.similarity.map { !$0.isNaN } == true && !candidate.text.isEmpty
        && texts.insert(candidate.text).inserted
    }
    guard !known.isEmpty else { throw .noPair }
    let order = known.sorted {
      (candidates[$0].similarity ?? 0, $0) < (candidates[$1].similarity ?? 0, $1)
    }
    let count = Int((share * Double(order.count) * (1 + 1e-12)).rounded(.down))
    guard count > 0 else { throw .tooFew }
    return order.prefix(count).sorted()
  }

  /// Scores decide where both sides have one, else correctness where both are decided, else the
  /// revision itself.
  private func revisedVsOriginal(_ candidates: [Candidate]) throws(Reason) -> [Pair] {
    let positions = Dictionary(
      candidates.enumerated().map { ($0.element.index, $0.offset) }, uniquingKeysWith: { $1 })
    var pairs: [Pair] = []
    var isTied = false
    for (position, revised) in candidates.enumerated() {
      guard let parent = revised.parent.flatMap({ positions[$0] }) else { continue }
      let gain = gain(of: revised, over: candidates[parent])
      if gain == 0 { isTied = true }
      guard gain > 0 else { continue }
      pairs.append(Pair(chosen: position, rejected: parent, weight: 1, margin: gain))
    }
    guard !pairs.isEmpty else { throw isTied ? .tie : .noPair }
    return pairs
  }

  /// Both kinds of change between a revision and what it revises, each decided.
  private func transitions(_ candidates: [Candidate]) throws(Reason) -> [Pair] {
    let positions = Dictionary(
      candidates.enumerated().map { ($0.element.index, $0.offset) }, uniquingKeysWith: { $1 })
    var pairs: [Pair] = []
    for (position, revised) in candidates.enumerated() {
      guard let parent = revised.parent.flatMap({ positions[$0] }), let after = revised.correct,
        let before = candidates[parent].correct, after != before
      else { continue }
      pairs.append(
        Pair(
          chosen: after ? position : parent, rejected: after ? parent : position, weight: 1,
          margin: 1))
    }
    return try pairs.orNone
  }

  private func gain(of revised: Candidate, over original: Candidate) -> Double {
    if let after = revised.score, let before = original.score, !(after - before).isNaN {
      return after - before
    }
    if let after = revised.correct, let before = original.correct {
      return (after ? 1 : 0) - (before ? 1 : 0)
    }
    return 1
  }

  private func product(
    _ chosen: [Int], _ rejected: [Int], weight: Double, margin: Double
  ) -> [Pair] {
    chosen.flatMap { good in
      rejected.map { Pair(chosen: good, rejected: $0, weight: weight, margin: margin) }
    }
  }
}
