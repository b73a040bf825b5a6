import Glibc

/// How much each of some texts repeats the others.
package enum SelfBLEU {
  /// The mean over the texts of their BLEU with all others as references, from 0 to 1.
  ///
  /// (Self-BLEU, Zhu et al. 2018, arXiv 1802.01886; `report samples.jsonl.zst`): the more alike,
  /// the higher. BLEU is that of Papineni et al. 2002 with n-grams of 1 to 4 words, each weighing
  /// alike, and a precision of nothing taken as 0.1 over the n-grams (Chen and Cherry 2014, method
  /// 1). A text of fewer than four words is compared up to its own length, where BLEU would count
  /// n-grams that it cannot have. «the cat sat on the mat», «the cat sat on the hat» and «a dog
  /// ran» give 0.5066. Linear in the number of words. `nil` for fewer than two texts with words.
  package static func score(of texts: some Sequence<String>) -> Double? {
    var vocabulary = Vocabulary()
    let texts = texts.map { vocabulary.words(of: $0) }.filter { !$0.isEmpty }
    guard texts.count > 1 else { return nil }
    let lengths = Lengths(texts.map(\.count))
    var logPrecisions = Array(repeating: 0.0, count: texts.count)
    var repeatsAny = Array(repeating: true, count: texts.count)
    for n in 1...WordGram.longest where texts.contains(where: { $0.count >= n }) {
      for (text, precision) in clippedPrecisions(n, of: texts) {
        let orders = Double(min(WordGram.longest, texts[text].count))
        logPrecisions[text] += log(precision.value) / orders
        if n == 1 { repeatsAny[text] = precision.isAny }
      }
    }
    let scores = texts.indices.map { text -> Double in
      guard repeatsAny[text] else { return 0 }
      let length = Double(texts[text].count)
      let other = Double(lengths.nearestOther(to: texts[text].count))
      return exp(logPrecisions[text] + min(0, 1 - other / length))
    }
    return scores.accurateSum() / Double(scores.count)
  }

  /// Of every text that has n words: how many of its n-grams another text has as often.
  private static func clippedPrecisions(
    _ n: Int, of texts: [[Int32]]
  ) -> [(text: Int, precision: (value: Double, isAny: Bool))] {
    // The most that any text has of an n-gram, in which text, and the most of the others.
    var most: [WordGram: (first: Int, text: Int, second: Int)] = [:]
    let counts = texts.map { words in
      var counts: [WordGram: Int] = [:]
      WordGram.each(n, in: words) { counts[$0, default: 0] += 1 }
      return counts
    }
    for (text, counts) in counts.enumerated() {
      for (gram, count) in counts {
        let old = most[gram] ?? (0, text, 0)
        most[gram] =
          count > old.first
          ? (count, text, old.first) : (old.first, old.text, max(old.second, count))
      }
    }
    return counts.enumerated().compactMap { text, counts in
      let all = counts.values.reduce(0, +)
      guard all > 0 else { return nil }
      let clipped = counts.reduce(0) { sum, entry in
        guard let best = most[entry.key] else { return sum }
        return sum + min(entry.value, best.text == text ? best.second : best.first)
      }
      return (text, (max(Double(clipped), 0.1) / Double(all), clipped > 0))
    }
  }
}

/// The lengths of texts, for the one that is nearest to another's.
private struct Lengths {
  private let sorted: [Int]

  init(_ lengths: [Int]) { sorted = lengths.sorted() }

  /// The nearest length among the others of a text with this length; of two, the smaller.
  func nearestOther(to length: Int) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < length { low = middle + 1 } else { high = middle }
    }
    // `low` is the first text of this length: the text itself, if it is the only one.
    if low + 1 < sorted.count, sorted[low + 1] == length { return length }
    let smaller = low > 0 ? sorted[low - 1] : nil
    let larger = low + 1 < sorted.count ? sorted[low + 1] : nil
    switch (smaller, larger) {
    case (let smaller?, let larger?):
      return length - smaller <= larger - length ? smaller : larger
    default: return smaller ?? larger ?? length
    }
  }
}
