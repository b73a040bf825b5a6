import Randomness

/// How hard problems are, by a model that puts small batches of them in order.
///
/// The ranking of difficulty-adaptive self-consistency (Wang et al. 2024, arXiv 2408.13457): problems
/// are shuffled into batches of 8, each is ordered from easy to hard, several times over, and a
/// problem's difficulty is its mean rank. Orders that leave out a question, or name one twice, count
/// for nothing.
package struct DifficultyRanking {
  /// The batches of all rounds: which problems, in the order in which they are shown.
  package let batches: [[Int]]
  private let count: Int
  private static let batchSize = 8
  /// How often each problem is ranked.
  package static let rounds = 5

  /// Divides problems into batches; the last of a round is filled up from the one before.
  package init(count: Int, using generator: inout some RandomNumberGenerator) {
    self.count = count
    var batches: [[Int]] = []
    for _ in 0..<(count > 1 ? Self.rounds : 0) {
      let shuffled = (0..<count).shuffled(using: &generator)
      for start in stride(from: 0, to: count, by: Self.batchSize) {
        var batch = Array(shuffled[start..<min(start + Self.batchSize, count)])
        if start > 0 {
          batch += shuffled[(start - Self.batchSize)...].prefix(Self.batchSize - batch.count)
        }
        batches.append(batch)
      }
    }
    self.batches = batches
  }

  /// Reads an order such as “Q2, Q1, Q3”: the places of a batch from easy to hard.
  ///
  /// What follows the last “Ranking:” counts, if there is one.
  /// - Returns: nil if it is no order of so many questions.
  package static func order(in text: String, count: Int) -> [Int]? {
    let marker = text.ranges(of: "Ranking:").last
    let rest = text[(marker?.upperBound ?? text.startIndex)...]
    var places: [Int] = []
    var digits: String?
    for character in rest + " " {
      if character == "Q" {
        digits = ""
      } else if character.isASCII, character.isNumber, digits != nil {
        digits?.append(character)
      } else if let found = digits {
        if let number = Int(found) { places.append(number - 1) }
        digits = nil
      }
    }
    return places.count == count && Set(places) == Set(0..<count) ? places : nil
  }

  /// The problems from easy to hard; equally hard ones keep their order.
  /// - Parameter orders: for each batch its places from easy to hard, nil if that could not be read.
  package func problems(orders: [[Int]?]) -> [Int] {
    var ranks = [(sum: Double, count: Int)](repeating: (0, 0), count: count)
    for (batch, order) in zip(batches, orders) {
      for (rank, place) in (order ?? []).enumerated() {
        ranks[batch[place]].sum += Double(rank + 1)
        ranks[batch[place]].count += 1
      }
    }
    // What was never ranked is of middling difficulty.
    let middle = Double(Self.batchSize + 1) / 2
    let difficulties = ranks.map { $0.count == 0 ? middle : $0.sum / Double($0.count) }
    return (0..<count).sorted { (difficulties[$0], $0) < (difficulties[$1], $1) }
  }
}

extension DifficultyRanking {
  /// What a model is asked about a batch.
  package static func prompt(_ questions: [String]) -> String {
    let listed = questions.enumerated().map { "Q\($0 + 1): \($1)" }
    return """
      Here are \(questions.count) questions. Put them in order, from the one that is easiest to \
      answer to the one that is hardest. Answer with the order alone, in one line such as \
      “Ranking: Q2, Q1, Q3”.

      \(listed.joined(separator: "\n\n"))

      Ranking:
      """
  }
}
