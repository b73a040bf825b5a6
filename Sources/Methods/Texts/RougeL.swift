/// ROUGE-L: the share of two texts that is one common sequence of words (Lin 2004, "ROUGE: A Package
/// for Automatic Evaluation of Summaries"), which Self-Instruct uses to tell new tasks from old ones.
///
/// With l the length of the longest common subsequence of words, P = l / length of one, R = l / length
/// of the other, the value is the F-measure 2PR / (P + R) = 2l / (sum of the lengths). Signs count as
/// words (`TextWords`); the program `rouge_score` leaves them out, so that `3 + 4` and `3 - 4` agree.
package enum RougeL {
  /// The value of two texts, from 0 to 1; 0 if either has no word and no sign.
  package static func similarity(_ one: String, _ other: String) -> Double {
    var vocabulary = Vocabulary()
    let (first, second) = (vocabulary.words(of: one), vocabulary.words(of: other))
    return similarity(WordMasks(first), second)
  }

  /// The value of a sequence, prepared, and another.
  static func similarity(_ masks: WordMasks, _ words: [Int32]) -> Double {
    let sum = masks.count + words.count
    guard masks.count > 0, !words.isEmpty else { return 0 }
    return 2 * Double(masks.commonLength(with: words)) / Double(sum)
  }
}

/// Numbers for words and signs.
struct Vocabulary: Sendable {
  private var numbers: [String: Int32] = [:]

  /// The numbers of a text's words and signs.
  mutating func words(of text: String) -> [Int32] {
    var words: [Int32] = []
    TextWords.each(in: text) { word, _ in
      let number = numbers[word] ?? Int32(numbers.count)
      numbers[word] = number
      words.append(number)
    }
    return words
  }
}

/// Where each word stands in a sequence, as bits; for the length of common subsequences.
struct WordMasks {
  /// How many words the sequence has.
  let count: Int
  private let blocks: Int
  /// `blocks` words of bits for each word of the sequence.
  private var masks: [Int32: [UInt64]] = [:]

  init(_ words: [Int32]) {
    count = words.count
    blocks = (words.count + 63) / 64
    for (place, word) in words.enumerated() {
      masks[word, default: Array(repeating: 0, count: blocks)][place / 64] |= 1 << (place % 64)
    }
  }

  /// The length of the longest common subsequence with another sequence, 64 places at a time
  /// (Hyyrö 2004, «Bit-parallel LCS-length computation revisited»).
  func commonLength(with words: [Int32]) -> Int {
    var row = [UInt64](repeating: .max, count: blocks)
    for word in words {
      guard let mask = masks[word] else { continue }
      var carry = false
      for block in 0..<blocks {
        let met = row[block] & mask[block]
        let (half, first) = row[block].addingReportingOverflow(met)
        let (sum, second) = half.addingReportingOverflow(carry ? 1 : 0)
        carry = first || second
        row[block] = sum | (row[block] & ~met)
      }
    }
    // The places of the sequence whose bit is gone.
    var length = 0
    for block in 0..<blocks {
      let used = min(64, count - block * 64)
      let valid = used == 64 ? UInt64.max : (1 << UInt64(used)) - 1
      length += (~row[block] & valid).nonzeroBitCount
    }
    return length
  }
}
