import Losses

/// A sequence that goes through the model and which of its tokens are predicted.
struct LearnedSequence: Equatable, Sendable {
  let prompt: [Int32]
  let completion: [Int32]
  /// Whether the prompt is predicted too, but for its first token.
  var learnsPrompt = false

  var count: Int { prompt.count + completion.count }
  var targets: Int { completion.count + (learnsPrompt ? prompt.count - 1 : 0) }
}

/// What a loss is taken of at once: sequences that depend on each other in nothing but what was
/// known before the step.
struct LossUnit: Sendable {
  let sequences: [LearnedSequence]
  /// From log p of the targets of all sequences, end to end, to their part of the update's loss.
  let loss: @Sendable (ArraySlice<Float>) -> UnitLoss

  /// How many tokens it is computed on.
  var count: Int { sequences.reduce(0) { $0 + $1.count } }
}

/// What one unit adds to an update's loss.
struct UnitLoss {
  var loss: Double
  /// ∂loss/∂log p of each target.
  var derivatives: [Float]
  /// What else was seen.
  var gauges = Gauges()
}

/// Something that is worth watching while a model learns.
package enum Gauge: String, Sendable, CaseIterable {
  /// The mean of Δ over pairs.
  case margin
  /// The share of pairs with Δ > 0.
  case accuracy
  /// How far the model is from its reference: z of KTO, or the mean divergence of a token, in nats.
  case divergence
  /// The mean reward of completions.
  case reward
  /// The share of tokens, or of completions, whose ratio is cut.
  case clipped
}

/// Sums of gauges, each with its count.
struct Gauges {
  private var sums = Array(repeating: 0.0, count: Gauge.allCases.count)
  private var counts = Array(repeating: 0.0, count: Gauge.allCases.count)

  /// Adds a sum over `count` things.
  mutating func add(_ gauge: Gauge, _ sum: Double, count: Int = 1) {
    guard let place = Gauge.allCases.firstIndex(of: gauge) else { return }
    sums[place] += sum
    counts[place] += Double(count)
  }

  mutating func add(_ other: Gauges) {
    for place in sums.indices {
      sums[place] += other.sums[place]
      counts[place] += other.counts[place]
    }
  }

  /// The means of those that were seen.
  var means: [GaugeMean] {
    zip(Gauge.allCases, zip(sums, counts)).compactMap { gauge, pair in
      pair.1 == 0 ? nil : GaugeMean(gauge: gauge, value: pair.0 / pair.1)
    }
  }
}

/// What an update's batches have in common.
struct UpdateScale {
  /// How many batches one update learns from.
  let batches: Int
  /// How many tokens they learn.
  let tokens: Int
}

// MARK: - Units of a batch

extension Batch {
  /// The batch as units.
  /// - Parameter baseline: z of KTO.
  func units(_ scale: UpdateScale, baseline: Double) -> [LossUnit] {
    switch self {
    case .supervised(let rows, let likelihood):
      rows.map { Self.unit($0, likelihood, tokens: scale.tokens) }
    case .preference(let pairs, let objective): Self.units(pairs, objective, scale)
    case .labelled(let rows, let kto):
      rows.map {
        Self.unit($0, kto, share: $0.weight / Double(rows.count * scale.batches), baseline)
      }
    case .grouped(let groups, let objective): Self.units(groups, objective, scale)
    case .ranked(let groups, let objective): Self.units(groups, objective, scale)
    }
  }

  private static func unit(
    _ row: SupervisedRow, _ likelihood: Likelihood, tokens: Int
  ) -> LossUnit {
    LossUnit(sequences: [LearnedSequence(prompt: row.prompt, completion: row.completion)]) {
      logprobs in
      let part = Losses.supervised(
        logprobs: Array(logprobs), tokenWeights: row.tokenWeights, weight: row.weight,
        batchTokens: tokens, likelihood: likelihood)
      return UnitLoss(loss: part.loss, derivatives: part.derivatives)
    }
  }

  private static func unit(
    _ row: LabelledRow, _ kto: KTO, share: Double, _ baseline: Double
  ) -> LossUnit {
    LossUnit(sequences: [LearnedSequence(prompt: row.prompt, completion: row.completion)]) {
      logprobs in
      let part = kto.loss(
        reward: sum(logprobs) - row.reference, isDesirable: row.isDesirable, baseline: baseline)
      var result = UnitLoss(
        loss: share * part.loss,
        derivatives: Array(repeating: Float(share * part.derivative), count: logprobs.count))
      result.gauges.add(.divergence, baseline)
      return result
    }
  }
}

// MARK: - Pairs

extension Batch {
  private static func units(
    _ pairs: [PreferencePair], _ objective: PairObjective, _ scale: UpdateScale
  ) -> [LossUnit] {
    let share = 1 / Double(pairs.count * scale.batches)
    let learnsPrompt = objective.weight(of: .promptLikelihood) != 0
    let chosenTokens = pairs.reduce(0) { $0 + $1.chosen.count }
    let allTokens = pairs.reduce(chosenTokens) { $0 + $1.prompt.count - 1 }
    let chosenShare =
      objective.weight(of: .sft) / Double(max(chosenTokens, 1) * scale.batches)
    let promptShare =
      objective.weight(of: .promptLikelihood) / Double(max(allTokens, 1) * scale.batches)
    return pairs.map { pair in
      LossUnit(sequences: [
        LearnedSequence(prompt: pair.prompt, completion: pair.chosen, learnsPrompt: learnsPrompt),
        LearnedSequence(prompt: pair.prompt, completion: pair.rejected),
      ]) { logprobs in
        let inPrompt = learnsPrompt ? pair.prompt.count - 1 : 0
        let prompt = logprobs.prefix(inPrompt)
        let chosen = logprobs.dropFirst(inPrompt).prefix(pair.chosen.count)
        let rejected = logprobs.suffix(pair.rejected.count)
        let sums = PairLogprobs(
          chosen: sum(chosen), rejected: sum(rejected), referenceChosen: pair.referenceChosen,
          referenceRejected: pair.referenceRejected, chosenTokens: pair.chosen.count,
          rejectedTokens: pair.rejected.count, smoothing: pair.smoothing, gap: pair.gap)
        let part = objective.loss(sums)
        let weight = share * pair.weight
        let likelihood = pair.weight * (chosenShare + promptShare)
        let ofPrompt = pair.weight * promptShare
        var result = UnitLoss(
          loss: weight * part.loss - likelihood * sums.chosen - ofPrompt * sum(prompt),
          derivatives: Array(repeating: Float(-ofPrompt), count: inPrompt)
            + Array(repeating: Float(weight * part.chosen - likelihood), count: chosen.count)
            + Array(repeating: Float(weight * part.rejected), count: rejected.count))
        let margin =
          objective.needsReference ? sums.margin : sums.chosenMean - sums.rejectedMean
        result.gauges.add(.margin, margin)
        result.gauges.add(.accuracy, margin > 0 ? 1 : 0)
        return result
      }
    }
  }
}

// MARK: - Groups

extension Batch {
  private static func units(
    _ groups: [CompletionGroup], _ objective: GroupRelative, _ scale: UpdateScale
  ) -> [LossUnit] {
    let advantages = groupAdvantages(
      groups.map { $0.members.map(\.reward) }, scale: objective.scale)
    let completions = groups.reduce(0) { $0 + $1.members.count }
    let tokens = groups.reduce(0) { $0 + $1.members.reduce(0) { $0 + $1.tokens.count } }
    return zip(groups, advantages).flatMap { group, advantages in
      zip(group.members, advantages).map { member, advantage in
        var share = objective.normalization.share(
          tokens: member.tokens.count, completions: completions, batchTokens: tokens,
          updateTokens: scale.tokens, longest: objective.longest)
        if objective.normalization != .dapo { share /= Double(scale.batches) }
        share *= group.weight
        return LossUnit(sequences: [
          LearnedSequence(prompt: group.prompt, completion: member.tokens)
        ]) { [share] in Self.loss($0, member, objective, advantage: advantage, share: share) }
      }
    }
  }

  private static func loss(
    _ logprobs: ArraySlice<Float>, _ member: CompletionGroup.Member, _ objective: GroupRelative,
    advantage: Double, share: Double
  ) -> UnitLoss {
    var result = UnitLoss(loss: 0, derivatives: [])
    var cut = 0
    var distance = 0.0
    for (place, logprob) in logprobs.enumerated() {
      let now = Double(logprob)
      let reference = member.reference.map { Double($0[place]) } ?? now
      let part = objective.tokenLoss(
        logprob: now, old: member.old.map { Double($0[place]) } ?? now, reference: reference,
        advantage: advantage)
      result.loss += share * part.loss
      result.derivatives.append(Float(share * part.derivative))
      cut += part.isCut ? 1 : 0
      distance += divergence(logprob: now, reference: reference).value
    }
    result.gauges.add(.clipped, Double(cut), count: logprobs.count)
    if member.reference != nil {
      result.gauges.add(.divergence, distance, count: logprobs.count)
    }
    if let reward = member.reward { result.gauges.add(.reward, reward) }
    return result
  }

  private static func units(
    _ groups: [CompletionGroup], _ objective: LeaveOneOut, _ scale: UpdateScale
  ) -> [LossUnit] {
    let rewards = groups.map { group in
      group.members.map { member -> Double? in
        guard objective.beta != 0, let reference = member.reference else { return member.reward }
        let distance = sum((member.old ?? reference)[...]) - sum(reference[...])
        return member.reward.map { $0 - objective.beta * distance }
      }
    }
    let advantages = leaveOneOutAdvantages(rewards, normalizing: objective.isNormalized)
    let completions = groups.reduce(0) { $0 + $1.members.count } * scale.batches
    return zip(groups, advantages).flatMap { group, advantages in
      zip(group.members, advantages).map { member, advantage in
        LossUnit(sequences: [
          LearnedSequence(prompt: group.prompt, completion: member.tokens)
        ]) { logprobs in
          let share = group.weight / Double(completions)
          let change = member.old.map { sum(logprobs) - sum($0[...]) } ?? 0
          let part = objective.clipping.loss(logRatio: change, advantage: advantage)
          var result = UnitLoss(
            loss: share * part.loss,
            derivatives: Array(
              repeating: Float(share * part.derivative), count: logprobs.count))
          result.gauges.add(.clipped, part.isCut ? 1 : 0)
          if let reward = member.reward { result.gauges.add(.reward, reward) }
          return result
        }
      }
    }
  }
}

/// Added up in double precision.
private func sum(_ logprobs: ArraySlice<Float>) -> Double {
  logprobs.reduce(0.0) { $0 + Double($1) }
}

// MARK: - Pieces

/// Whole units that go through the model together.
struct Piece {
  private(set) var packing = Packing()
  private(set) var targets: [Target] = []

  /// Adds a unit's sequences.
  mutating func append(_ unit: LossUnit) {
    for sequence in unit.sequences {
      let start = packing.rows
      packing.append(sequence.prompt, sequence.completion)
      let first = sequence.count - sequence.targets
      for place in first..<sequence.count {
        targets.append(
          Target(row: start + place - 1, token: packing.tokens[start + place]))
      }
    }
  }
}

/// How units are divided, a function of them and the model alone.
struct BatchPlan {
  /// For each lane the pieces that are added up in it, each a range of units.
  private(set) var lanes: [[Range<Int>]]

  /// Gives every lane neighbouring units of about equal work, in pieces of at most `rows` tokens
  /// or one unit.
  init(_ units: [LossUnit], lanes count: Int, rows: Int) {
    lanes = Array(repeating: [], count: count)
    let sizes = units.map(\.count)
    let whole = max(1, sizes.reduce(0, +))
    var before = 0
    var inPiece = 0
    for (unit, size) in sizes.enumerated() {
      let lane = min(count - 1, (before + size / 2) * count / whole)
      before += size
      if let last = lanes[lane].last, inPiece + size <= rows {
        lanes[lane][lanes[lane].count - 1] = last.lowerBound..<unit + 1
        inPiece += size
      } else {
        lanes[lane].append(unit..<unit + 1)
        inPiece = size
      }
    }
  }
}
