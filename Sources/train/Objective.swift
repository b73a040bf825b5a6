import ArgumentParser
import Losses

/// What `--loss` names: one loss, or a weighted sum of losses of pairs.
struct Objective: ExpressibleByArgument, Equatable {
  /// What rows are and how they are learned from.
  enum Kind: Equatable {
    case supervised(Likelihood)
    /// Weights that were not given are nil.
    case pairs([Term])
    case labelled
    case grouped(GroupNormalization)
    case ranked
  }

  /// A summand of a loss of pairs.
  struct Term: Equatable {
    var term: PairTerm
    var weight: Double?
  }

  /// As it was given.
  let text: String
  let kind: Kind

  var defaultValueDescription: String { text }

  init?(argument: String) {
    text = argument
    let parts = argument.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1, let kind = Self.single(argument) {
      self.kind = kind
      return
    }
    var terms: [Term] = []
    for part in parts {
      let pair = part.split(separator: ":", maxSplits: 1).map(String.init)
      guard let name = pair.first else { return nil }
      var weight: Double?
      if pair.count == 2 {
        guard let number = Double(pair[1]), number.isFinite, number >= 0 else { return nil }
        weight = number
      }
      switch name {
      case "spin": terms.append(Term(term: .dpo, weight: weight))
      case "orpo":
        terms += [
          Term(term: .promptLikelihood, weight: weight), Term(term: .oddsRatio, weight: weight),
        ]
      default:
        guard let term = PairTerm(rawValue: name) else { return nil }
        terms.append(Term(term: term, weight: weight))
      }
    }
    kind = .pairs(terms)
  }

  private static func single(_ name: String) -> Kind? {
    if let likelihood = Likelihood(rawValue: name) { return .supervised(likelihood) }
    if let rule = GroupNormalization(rawValue: name) { return .grouped(rule) }
    switch name {
    case "kto": return .labelled
    case "rloo": return .ranked
    default: return nil
    }
  }

  /// Whether a loss of pairs has this summand.
  func has(_ term: PairTerm) -> Bool {
    if case .pairs(let terms) = kind { terms.contains { $0.term == term } } else { false }
  }

  /// Whether rows are pairs.
  var isOfPairs: Bool { if case .pairs = kind { true } else { false } }

  /// Whether rows hold several completions with rewards.
  var isOfGroups: Bool {
    switch kind {
    case .grouped, .ranked: true
    default: false
    }
  }

  /// The mean over the completions' tokens.
  static let sft = Objective("sft", .supervised(.sft))

  private init(_ text: String, _ kind: Kind) {
    self.text = text
    self.kind = kind
  }

  static let help = """
    sft, dft; of pairs dpo, robust, ipo, hinge, squared, sppo, bco, nca, apo-zero, apo-down, exo, \
    simpo, orpo, spin, nll or a weighted sum such as dpo+nll or dpo:1+sft:0.2; kto; grpo, bnpo, \
    dr_grpo, dapo, rloo.
    """
}
