/// What a person is told at the end of a model's work: sentences, and how many answers each is of.
struct Notices {
  private var counts: [(sentence: String, count: Int)] = []

  /// Counts an answer of which a sentence is true.
  mutating func count(_ sentence: String) {
    if let place = counts.firstIndex(where: { $0.sentence == sentence && $0.count > 0 }) {
      counts[place].count += 1
    } else {
      counts.append((sentence, 1))
    }
  }

  /// Adds a sentence about the server as a whole.
  mutating func addOnce(_ sentence: String) {
    if !counts.contains(where: { $0.sentence == sentence }) { counts.append((sentence, 0)) }
  }

  /// Gives all sentences and forgets their counts.
  mutating func take() -> [String] {
    defer { counts = [] }
    return counts.map { sentence, count in
      switch count {
      case 0: sentence
      case 1: "1 answer: \(sentence)"
      default: "\(count) answers: \(sentence)"
      }
    }
  }
}
