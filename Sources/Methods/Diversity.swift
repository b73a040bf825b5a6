/// How much the samples of a problem, or of a stream, differ.
package enum Diversity {
  /// distinct-n: different n-grams over all n-grams of words.
  ///
  /// Li et al. 2016, arXiv 1510.03055. Words are what white space divides; n-grams do not cross from one text to the next. «a b a b»
  /// has the 2-grams ab, ba, ab: 2/3. `nil` if no text has n words.
  package static func distinct(_ n: Int, of texts: some Sequence<String>) -> Double? {
    precondition(n >= 1, "an n-gram has at least one word")
    var seen: Set<[Substring]> = []
    var total = 0
    for text in texts {
      let words = text.split(whereSeparator: \.isWhitespace)
      guard words.count >= n else { continue }
      for start in 0...(words.count - n) {
        total += 1
        seen.insert(Array(words[start..<(start + n)]))
      }
    }
    return total == 0 ? nil : Double(seen.count) / Double(total)
  }
}
