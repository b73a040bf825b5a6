import ArgumentParser
import Losses
import Records

/// The numbers that losses are set by; nil where the loss has a usual one.
struct LossOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How strongly the reference model is kept (default: 0.1; simpo 2, rloo 0.05, grpo and its "
        + "kin 0).", valueName: "number"))
  var beta: Double?

  @Option(help: "The weight of nll in a sum that gives it none.")
  var alpha = 1.0

  @Option(help: "The margin that simpo asks for.")
  var gamma = 0.5

  @Option(
    help: "How probable it is that a preference is the other way round, for rows that do not say.")
  var labelSmoothing = 0.0

  @Option(help: "The weight of desirable rows (kto).")
  var desirableWeight = 1.0

  @Option(help: "The weight of undesirable rows (kto).")
  var undesirableWeight = 1.0

  @Option(help: "How far the ratio to the probability at the start may move before it is cut.")
  var epsilon = 0.2

  @Option(help: ArgumentHelp("The same upwards (default: --epsilon).", valueName: "number"))
  var epsilonHigh: Double?

  @Option(help: "By which deviation rewards are divided (grpo and its kin).")
  var scaleRewards = AdvantageScale.group

  @Option(help: "The longest completion, in tokens, that dr_grpo divides by.")
  var maxCompletion = 512

  @Flag(help: "Bring the advantages of a batch to mean 0 and deviation 1 (rloo).")
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
    guard (1...Train.most).contains(maxCompletion) else {
      throw ValidationError("--max-completion must be at least 1 and at most \(Train.most)")
    }
  }

  /// Checks what goes together with a loss.
  func validate(for loss: Objective) throws {
    if loss.has(.exo), labelSmoothing == 0 {
      throw ValidationError("exo needs --label-smoothing above 0")
    }
    if loss.isOfPairs, beta == 0 { throw ValidationError("--beta must be more than 0") }
    if !needsReference(loss), reference != "start" {
      throw ValidationError("--reference goes with a loss that compares with a model")
    }
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
      JSON.Member("max-completion", .integer(Int64(maxCompletion))),
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
