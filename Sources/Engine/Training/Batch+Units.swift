import Losses

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
      result.metrics.add(.divergence, baseline)
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
        result.metrics.add(.margin, margin)
        result.metrics.add(.accuracy, margin > 0 ? 1 : 0)
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
    result.metrics.add(.clipped, Double(cut), count: logprobs.count)
    if member.reference != nil {
      result.metrics.add(.divergence, distance, count: logprobs.count)
    }
    if let reward = member.reward { result.metrics.add(.reward, reward) }
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
          result.metrics.add(.clipped, part.isCut ? 1 : 0)
          if let reward = member.reward { result.metrics.add(.reward, reward) }
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
