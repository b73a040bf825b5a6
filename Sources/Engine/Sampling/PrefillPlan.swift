/// Which tokens of new prompts are computed, and when; those that another prompt begins with too are
/// computed once, and their keys and values shared.
///
/// So the samples of a problem cost one prompt, and problems with the same system prompt or the same
/// examples before them cost these once.
struct PrefillPlan {
  /// A new sequence's part.
  struct Part: Equatable {
    /// Its slot.
    var slot: Int
    /// The slot whose cache it begins with, if any, and how many tokens it takes from that.
    var owner: Int?
    var shared = 0
  }

  /// Parts that need only caches of earlier rounds, or of sequences that are not new.
  private(set) var rounds: [[Part]] = []

  /// Prompts that have less than this in common are computed apart, in tokens.
  private static let leastShared = PagePool.pageTokens

  init(_ sequences: [DecodedSequence?]) {
    self.init(sequences.map { $0.map { ($0.prompt, $0.isNew) } })
  }

  /// - Parameter prompts: for each occupied slot its prompt and whether it is new.
  init(_ prompts: [(tokens: [Int32], isNew: Bool)?]) {
    /// The round after which each slot's cache is filled, −1 for those that are.
    var filled: [Int?] = prompts.map { $0.flatMap { $0.isNew ? nil : -1 } }
    for (slot, prompt) in prompts.enumerated() {
      guard let prompt, prompt.isNew else { continue }
      var part = Part(slot: slot)
      var best = (rank: 0, round: -1)
      for (other, round) in filled.enumerated() where prompt.tokens.count > 1 {
        guard let round, let owner = prompts[other]?.tokens else { continue }
        let shared = Self.shared(prompt.tokens, owner)
        if shared < Self.leastShared, shared < prompt.tokens.count - 1 { continue }
        // What is shared beyond whole pages is worth no further round.
        let rank =
          shared == prompt.tokens.count - 1 ? .max : shared / PagePool.pageTokens
        if part.owner == nil || rank > best.rank || (rank == best.rank && round < best.round) {
          best = (rank, round)
          (part.owner, part.shared) = (other, shared)
        }
      }
      filled[slot] = best.round + 1
      if best.round + 1 == rounds.count { rounds.append([]) }
      rounds[best.round + 1].append(part)
    }
  }

  /// How many first tokens two prompts have in common, their last ones left out: those are decoded.
  private static func shared(_ prompt: [Int32], _ owner: [Int32]) -> Int {
    let most = min(prompt.count, owner.count) - 1
    return zip(prompt, owner).prefix(most).prefix { $0 == $1 }.count
  }
}
