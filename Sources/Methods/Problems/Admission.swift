/// Which proposed problems become problems.
///
/// Those that have a sensible length, say nothing that is forbidden and are new: ROUGE-L below 0.7
/// with every problem that is there (Self-Instruct, Wang et al. 2022, section 2.2).
package struct Admission: Sendable {
  /// Why a text is not admitted; the raw value is counted in ledgers.
  package enum Refusal: String, CaseIterable, Sendable {
    case short = "too-short"
    case long = "too-long"
    case forbidden
    case similar = "too-similar"
  }

  /// What was decided of a text.
  package enum Decision: Equatable, Sendable {
    /// It is in; with the largest ROUGE-L to a text that was there before.
    case admitted(similarity: Double)
    case refused(Refusal)
  }

  private let lengths: ClosedRange<Int>
  private let forbidden: [[Int32]]
  private let limit: Double
  private var vocabulary: Vocabulary
  private var pool: [[Int32]] = []

  /// Sets the rules.
  /// - Parameters:
  ///   - lengths: in words.
  ///   - forbidden: words, or sequences of them, that must not occur.
  ///   - limit: ROUGE-L from which a text is too similar to one that is there.
  package init(lengths: ClosedRange<Int>, forbidden: [String], limit: Double) {
    self.lengths = lengths
    self.limit = limit
    var vocabulary = Vocabulary()
    self.forbidden = forbidden.map { vocabulary.words(of: $0) }.filter { !$0.isEmpty }
    self.vocabulary = vocabulary
  }

  /// Adds a text that is there from the beginning.
  package mutating func add(_ text: String) { pool.append(vocabulary.words(of: text)) }

  /// Decides on a text; one that is admitted is there from then on.
  package mutating func decide(_ text: String) -> Decision {
    let words = vocabulary.words(of: text)
    if words.count < lengths.lowerBound { return .refused(.short) }
    if words.count > lengths.upperBound { return .refused(.long) }
    if forbidden.contains(where: { Self.contains(words, $0) }) { return .refused(.forbidden) }
    let masks = WordMasks(words)
    var similarity = 0.0
    for other in pool {
      // No subsequence is longer than the shorter text.
      let bound = 2 * Double(min(words.count, other.count)) / Double(words.count + other.count)
      guard bound > similarity else { continue }
      similarity = max(similarity, RougeL.similarity(masks, other))
      if similarity >= limit { return .refused(.similar) }
    }
    pool.append(words)
    return .admitted(similarity: similarity)
  }

  private static func contains(_ words: [Int32], _ part: [Int32]) -> Bool {
    guard part.count <= words.count else { return false }
    return (0...words.count - part.count).contains {
      words[$0..<$0 + part.count].elementsEqual(part)
    }
  }
}
