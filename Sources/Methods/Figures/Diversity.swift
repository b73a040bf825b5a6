/// How much texts differ.
package enum Diversity {
  /// distinct-n: different n-grams over all n-grams of words.
  ///
  /// (distinct-n, Li et al. 2016, arXiv 1510.03055; `report samples.jsonl.zst`). Words are those of
  /// `TextWords`, signs among them; n-grams do not cross from one text to the next. «a b a b» has
  /// the 2-grams ab, ba, ab: 2/3. It falls with the number of texts, so only samples of one size
  /// compare. `nil` if no text has n words.
  package static func distinct(_ n: Int, of texts: some Sequence<String>) -> Double? {
    var vocabulary = Vocabulary()
    var seen: Set<WordGram> = []
    var total = 0
    for text in texts {
      WordGram.each(n, in: vocabulary.words(of: text)) { gram in
        total += 1
        seen.insert(gram)
      }
    }
    return total == 0 ? nil : Double(seen.count) / Double(total)
  }
}

/// A few words in a row, as numbers of a vocabulary.
typealias WordGram = SIMD4<Int32>

extension WordGram {
  /// The longest that there are.
  static let longest = 4

  /// Gives all runs of n words to a closure.
  static func each(_ n: Int, in words: [Int32], _ body: (WordGram) -> Void) {
    precondition((1...longest).contains(n), "an n-gram has one word to four")
    guard words.count >= n else { return }
    for start in 0...(words.count - n) {
      var gram = WordGram(repeating: -1)
      for place in 0..<n { gram[place] = words[start + place] }
      body(gram)
    }
  }
}
