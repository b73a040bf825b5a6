import ArgumentParser
import Losses
import Records

/// What `--loss` names: one loss, or a weighted sum of losses of pairs.
struct Objective: Equatable, CustomStringConvertible {
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

  var description: String { text }

  /// Reads the name of a loss, or a weighted sum of losses of pairs.
  /// - Throws: `ValidationError` that names the nearest loss, or lists all.
  init(parsing argument: String) throws {
    text = argument
    let parts = argument.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 1, let kind = Self.single(argument) {
      self.kind = kind
      return
    }
    kind = .pairs(try parts.flatMap(Self.terms))
  }

  private static func single(_ name: String) -> Kind? {
    switch LossTable.entry(name) {
    case .supervised(let likelihood): .supervised(likelihood)
    case .labelled: .labelled
    case .grouped(let rule): .grouped(rule)
    case .ranked: .ranked
    case .pairs, nil: nil
    }
  }

  /// A summand such as `dpo` or `sft:0.2`.
  private static func terms(of part: String) throws -> [Term] {
    let pair = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    var weight: Double?
    if pair.count == 2 {
      guard let number = Double(pair[1]), number.isFinite, number >= 0 else {
        throw ValidationError("invalid weight \"\(pair[1])\" of \(pair[0]): use a number from 0")
      }
      weight = number
    }
    switch LossTable.entry(pair[0]) {
    case .pairs(let terms): return terms.map { Term(term: $0, weight: weight) }
    // The mean over the chosen side's tokens.
    case .supervised(.sft): return [Term(term: .sft, weight: weight)]
    case .some:
      throw ValidationError("\(pair[0]) stands alone: only losses of pairs are weighted and summed")
    case nil:
      let meant = NearestName.of(pair[0], among: LossTable.names)
      let hint = meant.map { "did you mean \($0)?" } ?? "use " + LossTable.help
      throw ValidationError("unknown loss \"\(pair[0])\": \(hint)")
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
}
