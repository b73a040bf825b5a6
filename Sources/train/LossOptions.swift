import ArgumentParser
import Losses
import Records

/// The numbers that losses are set by; nil where the loss has a usual one.
struct LossOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The strength of the pull towards the reference model (default: 0.1; simpo 2, rloo 0.05, "
        + "grpo, bnpo, dr_grpo and dapo 0).", valueName: "number"))
  var beta: Double?

  @Option(help: "The weight of nll in a sum that names no weight for it.")
  var alpha = 1.0

  @Option(help: "The margin that simpo asks for.")
  var gamma = 0.5

  @Option(
    help: "The probability that a preference is the wrong way round, for rows that do not say.")
  var labelSmoothing = 0.0

  @Option(help: "The weight of desirable rows (kto).")
  var desirableWeight = 1.0

  @Option(help: "The weight of undesirable rows (kto).")
  var undesirableWeight = 1.0

  @Option(help: "PPO's clip range: ratios are clipped to [1 - epsilon, 1 + epsilon-high].")
  var epsilon = 0.2

  @Option(help: ArgumentHelp("The upper clip range (default: --epsilon).", valueName: "number"))
  var epsilonHigh: Double?

  @Option(
    help: "Scale advantages by the standard deviation of the group, of the batch, or not at all.")
  var scaleRewards = AdvantageScale.group

  @Option(help: "The longest completion, in tokens, by which dr_grpo divides.")
  var maxCompletionLength = 512

  @Flag(help: "Normalise the advantages of a batch to mean 0 and standard deviation 1 (rloo).")
  var normalizeAdvantages = false

  @Option(
    help: ArgumentHelp(
      "The reference model: start (the model as it begins), previous (the one that --model was "
        + "trained from), or a directory.", valueName: "start|previous|directory"))
  var reference = "start"

  func validate() throws {
    for (name, value) in [
      ("--beta", beta ?? 1), ("--alpha", alpha), ("--desirable-weight", desirableWeight),
      ("--undesirable-weight", undesirableWeight), ("--epsilon", epsilon),
      ("--epsilon-high", epsilonHigh ?? 0),
    ] where !(value >= 0) || !value.isFinite {
      throw ValidationError("\(name) must be at least 0")
    }
    guard gamma.isFinite else { throw ValidationError("--gamma must be a number") }
    guard (0..<0.5).contains(labelSmoothing) else {
      throw ValidationError("--label-smoothing must be at least 0 and less than 0.5")
    }
    guard (1...Train.most).contains(maxCompletionLength) else {
      throw ValidationError("--max-completion-length must be at least 1 and at most \(Train.most)")
    }
  }

  /// Checks what goes together with a loss: an option that it does not use is refused.
  func validate(for loss: Objective) throws {
    for option in uses(of: loss) where option.isGiven && !option.isUsed {
      throw ValidationError(
        "\(option.name) is not used by the loss \(loss.text): it is for \(option.losses)")
    }
    if loss.has(.exo), labelSmoothing == 0 {
      throw ValidationError("exo needs --label-smoothing above 0")
    }
    if loss.isOfPairs, beta == 0 { throw ValidationError("--beta must be more than 0") }
    if !needsReference(loss), reference != "start" {
      throw ValidationError("--reference goes with a loss that compares with a model")
    }
  }

  /// Each option that only some losses use, whether it is given, and whether a loss uses it.
  private func uses(
    of loss: Objective
  ) -> [(name: String, isGiven: Bool, isUsed: Bool, losses: String)] {
    let smoothed = [.dpo, .robust, .exo, .simpo].contains { loss.has($0) }
    var isRanked = false
    var isDrGRPO = false
    var isSupervised = false
    switch loss.kind {
    case .ranked: isRanked = true
    case .grouped(let rule): isDrGRPO = rule == .drGRPO
    case .supervised: isSupervised = true
    case .pairs, .labelled: break
    }
    let isGrouped = loss.isOfGroups && !isRanked
    let isLabelled = loss.kind == .labelled
    return [
      ("--beta", beta != nil, !isSupervised, "losses of pairs, labels and groups"),
      ("--alpha", alpha != 1, loss.has(.nll), "sums with nll"),
      ("--gamma", gamma != 0.5, loss.has(.simpo), "simpo"),
      ("--label-smoothing", labelSmoothing != 0, smoothed, "dpo, robust, exo and simpo"),
      ("--desirable-weight", desirableWeight != 1, isLabelled, "kto"),
      ("--undesirable-weight", undesirableWeight != 1, isLabelled, "kto"),
      ("--epsilon", epsilon != 0.2, loss.isOfGroups, "losses of groups"),
      ("--epsilon-high", epsilonHigh != nil, loss.isOfGroups, "losses of groups"),
      ("--scale-rewards", scaleRewards != .group, isGrouped, "grpo, bnpo, dr_grpo and dapo"),
      ("--max-completion-length", maxCompletionLength != 512, isDrGRPO, "dr_grpo"),
      ("--normalize-advantages", normalizeAdvantages, isRanked, "rloo"),
    ]
  }

  /// β of a loss.
  func beta(of loss: Objective) -> Double {
    if let beta { return beta }
    switch loss.kind {
    case .pairs(let terms) where terms.contains { $0.term == .simpo }: return 2
    case .grouped: return 0
    case .ranked: return 0.05
    default: return 0.1
    }
  }

  /// The sum of losses of pairs.
  func pairs(_ terms: [Objective.Term], of loss: Objective) -> PairObjective {
    PairObjective(
      terms.map { .init($0.term, $0.weight ?? ($0.term == .nll ? alpha : 1)) },
      beta: beta(of: loss), gamma: gamma)
  }

  /// What of them changes trained numbers.
  func fingerprint(of loss: Objective) -> [JSON.Member] {
    [
      JSON.Member("loss", .string(loss.text)), JSON.Member("beta", .number(beta(of: loss))),
      JSON.Member("alpha", .number(alpha)), JSON.Member("gamma", .number(gamma)),
      JSON.Member("label-smoothing", .number(labelSmoothing)),
      JSON.Member("desirable-weight", .number(desirableWeight)),
      JSON.Member("undesirable-weight", .number(undesirableWeight)),
      JSON.Member("epsilon", .number(clipping.below)),
      JSON.Member("epsilon-high", .number(clipping.above)),
      JSON.Member("scale-rewards", .string(scaleRewards.rawValue)),
      JSON.Member("max-completion-length", .integer(Int64(maxCompletionLength))),
      JSON.Member("normalize-advantages", .boolean(normalizeAdvantages)),
    ]
  }

  /// Where ratios are cut.
  var clipping: Clipping { Clipping(below: epsilon, above: epsilonHigh ?? epsilon) }

  /// Whether a loss compares with the reference model.
  func needsReference(_ loss: Objective) -> Bool {
    switch loss.kind {
    case .supervised: false
    case .pairs(let terms): pairs(terms, of: loss).needsReference
    case .labelled: true
    case .grouped, .ranked: beta(of: loss) != 0
    }
  }
}

extension AdvantageScale: ExpressibleByArgument {}
