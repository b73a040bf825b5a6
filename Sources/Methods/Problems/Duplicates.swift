import Randomness

/// Finds texts that repeat an earlier one, exactly or nearly.
///
/// Two texts are equal when they are the same text, white space aside (`PlainText`). They are near
/// when the Jaccard similarity of their shingles (all runs of some words and signs, `TextWords`) is
/// at least a threshold. Candidates come from MinHash with bands (Broder 1997, «On the resemblance and
/// containment of documents»; Leskovec, Rajaraman and Ullman, «Mining of Massive Datasets»,
/// section 3.4) and are then compared exactly, so nothing is called near that is not; of texts right
/// at the threshold more than 99 % are found.
package struct Duplicates: Sendable {
  /// How many hash functions there are in all bands.
  static let functions = 128
  private let threshold: Double?
  private let shingle: Int
  private let rows: Int
  private let multipliers: [UInt64]
  private var exact: [UInt64: Int] = [:]
  /// What each text that is known was compared within; see `add`.
  private var groups: [UInt64] = []
  private var bands: [[UInt64: [Int32]]]
  private var shingles: [[UInt32]] = []
  private var count = 0

  /// The earlier text that a text repeats.
  package struct Match: Equatable, Sendable {
    /// Its number among the texts that were new, from 0.
    package var number: Int
    /// Of the shingles; 1 for equal texts.
    package var similarity: Double
    /// Whether it is the same text, white space aside.
    package var isEqual: Bool
  }

  /// Knows no text yet.
  /// - Parameters:
  ///   - threshold: the Jaccard similarity from which texts are near; nil to find equal texts only.
  ///   - shingle: how many words and signs a shingle has.
  package init(threshold: Double?, shingle: Int) {
    self.threshold = threshold
    self.shingle = shingle
    rows = threshold.map(Self.rows) ?? 1
    var key: UInt64 = 0
    multipliers = (0..<Self.functions).map { _ in
      key &+= 0x9E37_79B9_7F4A_7C15
      return CounterGenerator.mix(key) | 1
    }
    bands = Array(repeating: [:], count: threshold == nil ? 0 : Self.functions / rows)
  }

  /// The most rows a band may have for texts at a threshold to meet in some band with a chance of
  /// 99 %: 1 - (1 - t^r)^b for b bands of r rows.
  static func rows(for threshold: Double) -> Int {
    var best = 1
    for rows in 1...functions {
      var inBand = 1.0
      for _ in 0..<rows { inBand *= threshold }
      var inNone = 1.0
      for _ in 0..<functions / rows { inNone *= 1 - inBand }
      if inNone <= 0.01 { best = rows }
    }
    return best
  }

  /// Looks for a text and adds it if it is new.
  /// - Parameter group: texts are compared only with texts of the same group.
  /// - Returns: the first that it equals, else the first that it is near to, nil if it is new.
  package mutating func add(_ text: String, in group: String = "") -> Match? {
    let group = Self.hash(of: group)
    let whole = Self.hash(of: [group, Self.hash(of: PlainText.canonical(text))])
    if let number = exact[whole] { return Match(number: number, similarity: 1, isEqual: true) }
    if let threshold {
      var words: [UInt64] = []
      TextWords.each(in: text) { word, _ in words.append(Self.hash(of: word)) }
      let own = shingles(of: words)
      let keys = keys(of: own)
      if let match = near(own, keys, threshold, group) { return match }
      for (band, key) in keys.enumerated() { bands[band][key, default: []].append(Int32(count)) }
      shingles.append(own)
      groups.append(group)
    }
    exact[whole] = count
    count += 1
    return nil
  }

  private func near(
    _ own: [UInt32], _ keys: [UInt64], _ threshold: Double, _ group: UInt64
  ) -> Match? {
    var candidates: Set<Int32> = []
    for (band, key) in keys.enumerated() { candidates.formUnion(bands[band][key] ?? []) }
    for number in candidates.sorted() where groups[Int(number)] == group {
      let similarity = Self.jaccard(own, shingles[Int(number)])
      if similarity >= threshold {
        return Match(number: Int(number), similarity: similarity, isEqual: false)
      }
    }
    return nil
  }

  /// The different shingles in order; a text that is shorter than one is a shingle as a whole.
  private func shingles(of words: [UInt64]) -> [UInt32] {
    let size = min(shingle, max(words.count, 1))
    let all = (0...max(0, words.count - size)).map { start in
      UInt32(truncatingIfNeeded: Self.hash(of: words[start..<min(start + size, words.count)]))
    }
    return Set(all).sorted()
  }

  /// What each band of the MinHash signature says.
  private func keys(of shingles: [UInt32]) -> [UInt64] {
    var least = [UInt64](repeating: .max, count: bands.count * rows)
    for shingle in shingles {
      for place in least.indices {
        let value = CounterGenerator.mix(UInt64(shingle) &* multipliers[place])
        if value < least[place] { least[place] = value }
      }
    }
    return bands.indices.map { Self.hash(of: least[$0 * rows..<($0 + 1) * rows]) }
  }

  /// How much two ordered sets have in common: the size of their intersection by that of their union.
  static func jaccard(_ one: [UInt32], _ other: [UInt32]) -> Double {
    var (first, second, common) = (0, 0, 0)
    while first < one.count, second < other.count {
      if one[first] == other[second] {
        common += 1
        first += 1
        second += 1
      } else if one[first] < other[second] {
        first += 1
      } else {
        second += 1
      }
    }
    let union = one.count + other.count - common
    return union == 0 ? 1 : Double(common) / Double(union)
  }

  // MARK: - Hashes

  /// FNV-1a of a text's UTF-8.
  private static func hash(of text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  private static func hash(of values: ArraySlice<UInt64>) -> UInt64 {
    values.reduce(UInt64(values.count)) { CounterGenerator.mix($0 ^ $1) &+ 0x9E37_79B9_7F4A_7C15 }
  }
}
