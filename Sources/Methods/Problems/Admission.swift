/// Which proposed problems become problems.
///
/// A text is admitted if its length is in range, it contains nothing forbidden and it is new: its
/// ROUGE-L with every known problem is below 0.7 (Self-Instruct, Wang et al. 2022, arXiv
/// 2212.10560, section 2.2; `propose --max-similarity 0.7`).
package struct Admission: Sendable {
  /// Why a text is not admitted; the raw value is counted in ledgers.
  package enum Refusal: String, CaseIterable, Sendable {
    case short = "too-short"
    case long = "too-long"
    case forbidden
    case similar = "too-similar"
  }

  /// The decision about a text.
  package enum Decision: Equatable, Sendable {
    /// It is in; with the largest ROUGE-L to a text that was known before.
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
  ///   - lengths: in words; signs do not count.
  ///   - forbidden: words, or sequences of words, that must not occur.
  ///   - limit: ROUGE-L from which a text is too similar to a known one.
  package init(lengths: ClosedRange<Int>, forbidden: [String], limit: Double) {
    self.lengths = lengths
    self.limit = limit
    var vocabulary = Vocabulary()
    self.forbidden = forbidden.map { vocabulary.words(of: $0) }.filter { !$0.isEmpty }
    self.vocabulary = vocabulary
  }

  /// Adds a text that is known from the beginning.
  package mutating func add(_ text: String) { pool.append(vocabulary.words(of: text)) }

  /// Decides about a text; one that is admitted is known from then on.
  package mutating func decide(_ text: String) -> Decision {
    let words = vocabulary.words(of: text)
    let length = TextWords.wordCount(of: text)
    if length < lengths.lowerBound { return .refused(.short) }
    if length > lengths.upperBound { return .refused(.long) }
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
