import Glibc

// Losses of a preferred and a rejected completion
// β strength, γ margin, ε smoothing; r = log π(y) − log π_ref(y), p̄ = log π(y) / |y|

/// What the losses know of a pair of completions, in nats.
package struct PairLogprobs: Equatable, Sendable {
  /// The sum over the preferred completion's tokens under the model that is trained, and below of
  /// the rejected one.
  package var chosen: Double
  package var rejected: Double
  /// The same under the reference model.
  package var referenceChosen: Double
  package var referenceRejected: Double
  /// How many tokens the completions have.
  package var chosenTokens: Int
  package var rejectedTokens: Int
  /// ε: how probable it is that the preference is the other way round.
  package var smoothing: Double
  /// By how much the preferred completion is scored higher.
  package var gap: Double

  /// Makes a pair.
  package init(
    chosen: Double, rejected: Double, referenceChosen: Double = 0, referenceRejected: Double = 0,
    chosenTokens: Int, rejectedTokens: Int, smoothing: Double = 0, gap: Double = 0
  ) {
    self.chosen = chosen
    self.rejected = rejected
    self.referenceChosen = referenceChosen
    self.referenceRejected = referenceRejected
    self.chosenTokens = chosenTokens
    self.rejectedTokens = rejectedTokens
    self.smoothing = smoothing
    self.gap = gap
  }

  /// r⁺.
  package var chosenReward: Double { chosen - referenceChosen }
  /// r⁻.
  package var rejectedReward: Double { rejected - referenceRejected }
  /// Δ = r⁺ − r⁻.
  package var margin: Double { chosenReward - rejectedReward }
  /// p̄⁺.
  package var chosenMean: Double { chosen / Double(chosenTokens) }
  /// p̄⁻.
  package var rejectedMean: Double { rejected / Double(rejectedTokens) }
}

/// A loss and how it changes with the two sums of log-probabilities.
package struct PairLoss: Equatable, Sendable {
  /// The pair's loss.
  package var loss: Double
  /// ∂loss/∂log π(y⁺).
  package var chosen: Double
  /// ∂loss/∂log π(y⁻).
  package var rejected: Double

  /// Makes a loss.
  package init(loss: Double, chosen: Double, rejected: Double) {
    self.loss = loss
    self.chosen = chosen
    self.rejected = rejected
  }

  /// A loss of the difference of the two sums.
  init(_ loss: Double, difference slope: Double) {
    self.init(loss: loss, chosen: slope, rejected: -slope)
  }

  /// Adds a multiple of another loss.
  mutating func add(_ other: PairLoss, times weight: Double) {
    loss += weight * other.loss
    chosen += weight * other.chosen
    rejected += weight * other.rejected
  }
}

/// A loss of one pair.
package enum PairTerm: String, Sendable, CaseIterable {
  /// −(1−ε) log σ(βΔ) − ε log σ(−βΔ) (DPO, Rafailov et al. 2023, arXiv 2305.18290, eq. 7;
  /// `train --loss dpo`) and, with ε, conservative DPO; SPIN (Chen et al. 2024, eq. 4.7) with the
  /// reference answer chosen, a sample rejected and λ = β. βΔ = 0.2: 0.598139, with ε = 0.1
  /// 0.618139.
  case dpo
  /// (−(1−ε) log σ(βΔ) + ε log σ(−βΔ)) / (1 − 2ε), unbiased if a share ε of the preferences is
  /// flipped (robust DPO, Chowdhury et al. 2024, arXiv 2403.00409; `train --loss robust`). βΔ =
  /// 0.2, ε = 0.1: 0.573139.
  case robust
  /// (r⁺/|y⁺| − r⁻/|y⁻| − 1/(2β))² (IPO, Azar et al. 2023, arXiv 2310.12036, eq. 17;
  /// `train --loss ipo`), by token as its authors do.
  case ipo
  /// max(0, 1 − βΔ) (SLiC-HF, Zhao et al. 2023, arXiv 2305.10425; `train --loss hinge`).
  case hinge
  /// (βΔ − gap)²: rewards as far apart as the scores are (Huang et al. 2024, arXiv 2412.01951;
  /// `train --loss squared`).
  case squared
  /// (r⁺ − 1/(2β))² + (r⁻ + 1/(2β))² (SPPO, Wu et al. 2024, arXiv 2405.00675; `train --loss sppo`),
  /// with certain preferences.
  case sppo
  /// −log σ(βr⁺) − log σ(−βr⁻).
  case bco
  /// −log σ(βr⁺) − ½ log σ(−βr⁺) − ½ log σ(−βr⁻) (NCA, Chen et al. 2024, arXiv 2402.05369;
  /// `train --loss nca`).
  case nca
  /// 1 − σ(βr⁺) + σ(βr⁻) (APO, D'Oosterlinck et al. 2024, arXiv 2408.06266, eq. 7;
  /// `train --loss apo-zero`).
  case apoZero = "apo-zero"
  /// σ(βr⁺) + 1 − σ(βΔ) (the same, eq. 8).
  case apoDown = "apo-down"
  /// q (log q − log(1−ε)) + (1−q)(log(1−q) − log ε), q = σ(βΔ) (EXO, Ji et al. 2024, arXiv
  /// 2402.00856, eq. 16; `train --loss exo`); ε > 0.
  case exo
  /// −(1−ε) log σ(z) − ε log σ(−z), z = β(p̄⁺ − p̄⁻) − γ (SimPO, Meng et al. 2024, arXiv
  /// 2405.14734, eq. 6; `train --loss simpo`): no reference.
  case simpo
  /// −β log σ(log odds(y⁺) − log odds(y⁻)), odds = e^p̄ / (1 − e^p̄) (ORPO, Hong et al. 2024, arXiv
  /// 2403.07691, eq. 7; `train --loss orpo`); ORPO adds `promptLikelihood`.
  case oddsRatio = "odds-ratio"
  /// −p̄⁺, each pair's mean over its tokens (Iterative RPO, Pang et al. 2024, arXiv 2404.19733;
  /// `train --loss dpo+nll`).
  case nll
  /// −log p of the preferred completions' tokens, meaned over those of the batch.
  case sft
  /// The same over prompt and completion, but for the first token.
  case promptLikelihood = "prompt-nll"

  /// Whether it compares with a reference model.
  package var needsReference: Bool {
    switch self {
    case .simpo, .oddsRatio, .nll, .sft, .promptLikelihood: false
    default: true
    }
  }

  /// Whether its share of a token depends on how many tokens the whole batch has.
  package var isBatchMean: Bool { self == .sft || self == .promptLikelihood }
}

/// One term of a pair's loss, without what `isBatchMean`.
/// - Parameters:
///   - beta: β, more than 0.
///   - gamma: γ of SimPO.
package func pairLoss(
  _ term: PairTerm, _ pair: PairLogprobs, beta: Double, gamma: Double = 0
) -> PairLoss {
  let (good, bad) = (pair.chosenReward, pair.rejectedReward)
  let (long, other) = (Double(pair.chosenTokens), Double(pair.rejectedTokens))
  let logit = beta * pair.margin
  switch term {
  case .dpo: return smoothed(logit, pair.smoothing, slope: beta)
  case .robust:
    let clean = smoothed(logit, 0, slope: beta)
    let flipped = smoothed(-logit, 0, slope: -beta)
    var result = PairLoss(loss: 0, chosen: 0, rejected: 0)
    result.add(clean, times: (1 - pair.smoothing) / (1 - 2 * pair.smoothing))
    result.add(flipped, times: -pair.smoothing / (1 - 2 * pair.smoothing))
    return result
  case .ipo:
    let error = good / long - bad / other - 1 / (2 * beta)
    return PairLoss(loss: error * error, chosen: 2 * error / long, rejected: -2 * error / other)
  case .hinge: return PairLoss(max(0, 1 - logit), difference: logit < 1 ? -beta : 0)
  case .squared:
    let error = logit - pair.gap
    return PairLoss(error * error, difference: 2 * beta * error)
  case .sppo:
    let (above, below) = (good - 0.5 / beta, bad + 0.5 / beta)
    return PairLoss(
      loss: above * above + below * below, chosen: 2 * above, rejected: 2 * below)
  case .bco:
    return PairLoss(
      loss: -logSigmoid(beta * good) - logSigmoid(-beta * bad),
      chosen: -beta * sigmoid(-beta * good), rejected: beta * sigmoid(beta * bad))
  case .nca:
    return PairLoss(
      loss: -logSigmoid(beta * good) - 0.5 * (logSigmoid(-beta * good) + logSigmoid(-beta * bad)),
      chosen: beta * (0.5 * sigmoid(beta * good) - sigmoid(-beta * good)),
      rejected: 0.5 * beta * sigmoid(beta * bad))
  case .apoZero:
    return PairLoss(
      loss: sigmoid(-beta * good) + sigmoid(beta * bad), chosen: -beta * bump(beta * good),
      rejected: beta * bump(beta * bad))
  case .apoDown:
    let slope = beta * bump(logit)
    return PairLoss(
      loss: sigmoid(beta * good) + sigmoid(-logit), chosen: beta * bump(beta * good) - slope,
      rejected: slope)
  case .exo: return exact(logit, pair.smoothing, slope: beta)
  case .simpo:
    let means = pair.chosenMean - pair.rejectedMean
    let found = smoothed(beta * means - gamma, pair.smoothing, slope: beta)
    return PairLoss(
      loss: found.loss, chosen: found.chosen / long, rejected: found.rejected / other)
  case .oddsRatio: return oddsRatio(pair, beta: beta)
  case .nll: return PairLoss(loss: -pair.chosenMean, chosen: -1 / long, rejected: 0)
  case .sft, .promptLikelihood: preconditionFailure("a mean over the batch has no pair")
  }
}

/// −(1−ε) log σ(z) − ε log σ(−z) with dz/dΔ = slope.
private func smoothed(_ logit: Double, _ epsilon: Double, slope: Double) -> PairLoss {
  PairLoss(
    -(1 - epsilon) * logSigmoid(logit) - epsilon * logSigmoid(-logit),
    difference: slope * (epsilon * sigmoid(logit) - (1 - epsilon) * sigmoid(-logit)))
}

/// The divergence of (q, 1−q) from (1−ε, ε), q = σ(z).
private func exact(_ logit: Double, _ epsilon: Double, slope: Double) -> PairLoss {
  precondition(epsilon > 0, "exo needs a smoothing above 0")
  let (win, loss) = (logSigmoid(logit) - log1p(-epsilon), logSigmoid(-logit) - log(epsilon))
  let q = sigmoid(logit)
  return PairLoss(q * win + (1 - q) * loss, difference: slope * bump(logit) * (win - loss))
}

/// ORPO's term; the odds of a completion that is certain are cut at p̄ = −1e−9.
private func oddsRatio(_ pair: PairLogprobs, beta: Double) -> PairLoss {
  let (good, bad) = (min(pair.chosenMean, -1e-9), min(pair.rejectedMean, -1e-9))
  let logOdds = good - bad - (log(-expm1(good)) - log(-expm1(bad)))
  // d(p̄ − log(1 − e^p̄))/dp̄ = 1 / (1 − e^p̄)
  let slope = -beta * sigmoid(-logOdds)
  return PairLoss(
    loss: -beta * logSigmoid(logOdds),
    chosen: slope / -expm1(good) / Double(pair.chosenTokens),
    rejected: -slope / -expm1(bad) / Double(pair.rejectedTokens))
}

/// σ′(x).
private func bump(_ x: Double) -> Double { sigmoid(x) * sigmoid(-x) }

/// A weighted sum of losses of pairs.
package struct PairObjective: Equatable, Sendable {
  /// One summand.
  package struct Summand: Equatable, Sendable {
    package var term: PairTerm
    package var weight: Double

    /// Makes a summand.
    package init(_ term: PairTerm, _ weight: Double = 1) {
      self.term = term
      self.weight = weight
    }
  }

  /// What is added up.
  package var terms: [Summand]
  /// β: how strongly preferences bind to the reference.
  package var beta: Double
  /// γ: the margin that SimPO asks for.
  package var gamma: Double

  /// Makes an objective.
  package init(_ terms: [Summand], beta: Double, gamma: Double = 0) {
    self.terms = terms
    self.beta = beta
    self.gamma = gamma
  }

  /// Whether any summand compares with a reference model.
  package var needsReference: Bool { terms.contains { $0.term.needsReference } }

  /// The weight of a summand, 0 if it is none.
  package func weight(of term: PairTerm) -> Double {
    terms.reduce(0) { $0 + ($1.term == term ? $1.weight : 0) }
  }

  /// The sum for one pair, without what is a mean over the batch.
  package func loss(_ pair: PairLogprobs) -> PairLoss {
    terms.reduce(into: PairLoss(loss: 0, chosen: 0, rejected: 0)) { sum, summand in
      guard !summand.term.isBatchMean else { return }
      sum.add(pairLoss(summand.term, pair, beta: beta, gamma: gamma), times: summand.weight)
    }
  }
}
