import Losses

/// The losses by the names that `--loss` takes: the one table from which help, errors and lists are
/// made.
enum LossTable {
  /// What a name stands for.
  enum Entry {
    case supervised(Likelihood)
    /// Terms of a loss of pairs, which can be summed.
    case pairs([PairTerm])
    case labelled
    case grouped(GroupNormalization)
    case ranked
  }

  /// The table, in the order of help.
  static let rows: [(name: String, entry: Entry)] = [
    ("sft", .supervised(.sft)), ("dft", .supervised(.dft)),
    ("dpo", .pairs([.dpo])), ("robust", .pairs([.robust])), ("ipo", .pairs([.ipo])),
    ("hinge", .pairs([.hinge])), ("squared", .pairs([.squared])), ("sppo", .pairs([.sppo])),
    ("bco", .pairs([.bco])), ("nca", .pairs([.nca])), ("apo-zero", .pairs([.apoZero])),
    ("apo-down", .pairs([.apoDown])), ("exo", .pairs([.exo])), ("simpo", .pairs([.simpo])),
    ("orpo", .pairs([.promptLikelihood, .oddsRatio])), ("spin", .pairs([.dpo])),
    ("odds-ratio", .pairs([.oddsRatio])), ("prompt-nll", .pairs([.promptLikelihood])),
    ("nll", .pairs([.nll])),
    ("kto", .labelled),
    ("grpo", .grouped(.grpo)), ("bnpo", .grouped(.bnpo)), ("dr_grpo", .grouped(.drGRPO)),
    ("dapo", .grouped(.dapo)), ("rloo", .ranked),
  ]

  /// All names.
  static var names: [String] { rows.map(\.name) }

  /// What a name stands for, nil if it is not known.
  static func entry(_ name: String) -> Entry? { rows.first { $0.name == name }?.entry }

  /// The names by what their rows are, for `--help`.
  static var help: String {
    func names(_ isOf: (Entry) -> Bool) -> String {
      rows.filter { isOf($0.entry) }.map(\.name).joined(separator: ", ")
    }
    let supervised = names { if case .supervised = $0 { true } else { false } }
    let pairs = names { if case .pairs = $0 { true } else { false } }
    let labelled = names { if case .labelled = $0 { true } else { false } }
    let groups = names { entry in
      switch entry {
      case .grouped, .ranked: true
      default: false
      }
    }
    return "\(supervised); of pairs \(pairs), or a weighted sum such as dpo+nll or "
      + "dpo:1+sft:0.2; of labels \(labelled); of groups \(groups)."
  }
}
