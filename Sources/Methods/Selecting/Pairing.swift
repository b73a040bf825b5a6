/// Builds preference pairs from the samples of one problem.
package struct Pairing: Sendable {
  /// Which samples are preferred to which.
  package enum Strategy: String, CaseIterable, Sendable {
    /// A sample of the most-voted answer over one of the least-voted (ScPO, Prasad et al. 2024,
    /// arXiv 2411.04109; `pair --by most-vs-least`). Only answers that somebody gave are voted;
    /// weight (V⁺ − V⁻)/k.
    case mostVsLeast = "most-vs-least"
    /// The highest over the lowest score (Self-Rewarding, Yuan et al. 2024, arXiv 2401.10020;
    /// `pair --by best-vs-worst --score reward`).
    case bestVsWorst = "best-vs-worst"
    /// Any correct over any wrong sample (V-STaR, Hosseini et al. 2024, arXiv 2402.06457;
    /// `pair --by correct-vs-wrong`).
    case correctVsWrong = "correct-vs-wrong"
    /// The trusted text over any sample (SPIN, Chen et al. 2024, arXiv 2401.01335;
    /// `pair --by reference-vs-sample`).
    case referenceVsSample = "reference-vs-sample"
    /// A revision over the sample that it revises, if score or correctness, where known, rose.
    case revisedVsOriginal = "revised-vs-original"
    /// A revision over what it revises if it repaired it, under it if it broke it, by correctness
    /// (SCL): of cc 4, ii 2, ic 3 and ci 1 four pairs, three of them with the
    /// revision chosen.
    case transition
    /// Any sample that is one to choose over any that is one to reject.
    case conditions
  }

  /// What is known of a sample.
  package struct Candidate: Equatable, Sendable {
    /// The sample's index in its problem.
    package var index: Int
    /// Its text; pairs of equal texts are never made, and none of an empty one.
    package var text: String
    /// Normalised; `nil` abstains.
    package var answer: String?
    /// Higher is better; `nil` or NaN takes no part in what needs scores.
    package var score: Double?
    /// `nil` is undecided and never used as wrong.
    package var correct: Bool?
    /// The index of the sample that this one revises.
    package var parent: Int?
    /// How near it is to the trusted text, for `leastSimilar`.
    package var similarity: Double?
    /// Whether it is one to choose, and one to reject, for `conditions`.
    package var isChosen = false
    package var isRejected = false

    /// What is not known is `nil`.
    package init(
      index: Int, text: String, answer: String? = nil, score: Double? = nil,
      correct: Bool? = nil, parent: Int? = nil, similarity: Double? = nil
    ) {
      self.index = index
      self.text = text
      self.answer = answer
      self.score = score
      self.correct = correct
      self.parent = parent
      self.similarity = similarity
    }
  }

  /// One preference.
  package struct Pair: Equatable, Sendable {
    /// The position of the preferred sample in the list given; `nil` is the trusted text.
    package let chosen: Int?
    /// The position of the other one.
    package let rejected: Int
    /// For the loss, in (0, 1]: the margin of a vote, else 1.
    package let weight: Double
    /// How far apart the two are: share of votes, difference of scores, else 1.
    package let margin: Double
  }

  /// Why a problem gives no pair, as the ledger counts it.
  package enum Reason: String, CaseIterable, Error, Sendable {
    /// One of the two sides is missing: a unanimous vote, no wrong sample, no score.
    case noPair = "no-pair"
    /// Both sides have the same value.
    case tie
    /// The most-voted answer has too few votes.
    case belowShare = "below-share"
    /// The two are too close.
    case belowMargin = "below-margin"
    /// One text is too much longer than the other.
    case length
    /// Both texts are equal.
    case sameText = "same-text"
    /// The texts are too near to one another, or too far apart.
    case editDistance = "edit-distance"
    /// No chosen sample is good enough by its score.
    case belowScore = "below-score"
    /// No chosen text is short enough.
    case chosenLength = "chosen-length"
    /// Fewer negatives are left than are wanted.
    case tooFew = "too-few"
  }

  /// Which pairs.
  package var strategy: Strategy
  /// ScPO's τ/k: the least share of all samples that the most-voted answer needs.
  package var minimumShare = 0.0
  /// The least margin of a pair.
  package var minimumMargin = 0.0
  /// Pairs of one problem; `nil` for all.
  ///
  /// Where there are more, they are drawn without replacement.
  package var maximumPairs: Int?
  /// How many times longer, in UTF-8 bytes, one text may be than the other.
  package var maximumLengthRatio: Double?
  /// The most UTF-8 bytes that a chosen text may have, as Meta-Rewarding limits judgements.
  package var maximumChosenLength: Int?
  /// The least score that a chosen sample needs, where it has one.
  package var minimumScore: Double?
  /// How far apart the two texts may be: edit distance over the sum of their lengths.
  package var editDistances: ClosedRange<Double>?
  /// The share p of Self-Contrast, for `referenceVsSample`.
  ///
  /// (Self-Contrast, Liu et al. 2024, arXiv 2404.00604;
  /// `pair --by reference-vs-sample --least-similar 0.25`): of the different, non-empty samples
  /// only the share p that is least similar to the trusted text may be rejected, and a problem with
  /// fewer than `maximumPairs` of those makes no pair. Of similarities 0.9, 0.8, 0.3, 0.1 and p =
  /// 0.75 the first is left out.
  package var leastSimilar: Double?
  /// The ρ of Meta-Rewarding, for `bestVsWorst`.
  ///
  /// (Meta-Rewarding, Wu et al. 2024, arXiv 2407.19594;
  /// `pair --by best-vs-worst --score score --length-control 0.1`): chosen is the shortest with S ≥
  /// (1−ρ)S_max + ρS_min, rejected the longest with S ≤ (1−ρ)S_min + ρS_max. Below 0.5, so that the
  /// two tiers have no score in common.
  package var lengthControl: Double?

  /// One pair a problem, of any margin and length.
  package init(_ strategy: Strategy, maximumPairs: Int? = 1) {
    self.strategy = strategy
    self.maximumPairs = maximumPairs
  }

  /// The pairs of one problem, at least one, or the reason why there is none.
  ///
  /// `reference` is the trusted text, needed by `referenceVsSample` alone. The draws are the only
  /// use of `generator`: a generator keyed by the problem makes the choice repeatable.
  package func pairs(
    of candidates: [Candidate], reference: String? = nil,
    using generator: inout some RandomNumberGenerator
  ) throws(Reason) -> [Pair] {
    var options = try options(candidates, reference).filter {
      text($0.chosen, candidates, reference)?.isEmpty == false
        && !candidates[$0.rejected].text.isEmpty
    }
    guard !options.isEmpty else { throw .noPair }
    let strongEnough = options.filter { $0.margin >= minimumMargin }
    guard !strongEnough.isEmpty else { throw .belowMargin }
    options = strongEnough.filter {
      text($0.chosen, candidates, reference) != candidates[$0.rejected].text
    }
    guard !options.isEmpty else { throw .sameText }
    options = options.filter { fits($0, candidates, reference) }
    guard !options.isEmpty else { throw .length }
    options = try limited(options, candidates, reference)
    if leastSimilar != nil, let maximumPairs, options.count < maximumPairs { throw .tooFew }
    guard let maximumPairs, options.count > maximumPairs else { return options }
    for place in 0..<maximumPairs {
      options.swapAt(place, Int.random(in: place..<options.count, using: &generator))
    }
    return Array(options.prefix(maximumPairs))
  }

  private func text(_ position: Int?, _ candidates: [Candidate], _ reference: String?) -> String? {
    position.map { candidates[$0].text } ?? reference
  }

  private func fits(_ pair: Pair, _ candidates: [Candidate], _ reference: String?) -> Bool {
    guard let maximumLengthRatio else { return true }
    let chosen = Double(text(pair.chosen, candidates, reference)?.utf8.count ?? 0)
    let rejected = Double(candidates[pair.rejected].text.utf8.count)
    return max(chosen, rejected) <= maximumLengthRatio * min(chosen, rejected)
  }

  /// Those that keep the limits on the chosen side and on the distance between both.
  private func limited(
    _ pairs: [Pair], _ candidates: [Candidate], _ reference: String?
  ) throws(Reason) -> [Pair] {
    var pairs = pairs
    if let minimumScore {
      pairs.removeAll { pair in
        guard let score = pair.chosen.flatMap({ candidates[$0].score }) else { return false }
        return score < minimumScore
      }
      guard !pairs.isEmpty else { throw .belowScore }
    }
    if let maximumChosenLength {
      pairs.removeAll {
        text($0.chosen, candidates, reference)?.utf8.count ?? 0 > maximumChosenLength
      }
      guard !pairs.isEmpty else { throw .chosenLength }
    }
    if let editDistances {
      pairs.removeAll { pair in
        let chosen = text(pair.chosen, candidates, reference) ?? ""
        return !editDistances.contains(
          EditDistance.normalised(chosen, candidates[pair.rejected].text))
      }
      guard !pairs.isEmpty else { throw .editDistance }
    }
    return pairs
  }
}
