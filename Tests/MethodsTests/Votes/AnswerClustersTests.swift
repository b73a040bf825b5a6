import Testing

@testable import Methods

@Suite struct AnswerClustersTests {
  private func clusters(
    _ count: Int, _ judgements: [(Int, Int, Double)]
  ) -> AnswerClusters {
    var clusters = AnswerClusters(count: count)
    for (first, second, probability) in judgements {
      clusters.add(first, second, probability: probability)
    }
    return clusters
  }

  /// Kuhn and others 2023: the three answers with probabilities 0.5, 0.4 and 0.1.
  @Test func semanticEntropyIsTheEntropyOfClusters() {
    let answers = ["Paris", "It's Paris", "London"]
    let weights: [Double?] = [0.5, 0.4, 0.1]
    let merged = clusters(3, [(0, 1, 1), (1, 0, 1), (0, 2, 0), (2, 0, 0), (1, 2, 0), (2, 1, 0)])
      .merged(answers)
    #expect(merged == ["Paris", "Paris", "London"])
    let apart = Vote.tally(answers: answers, weights: weights).entropy
    let together = Vote.tally(answers: merged, weights: weights).entropy
    #expect((apart - 0.943348).magnitude < 1e-6 && (together - 0.325083).magnitude < 1e-6)
  }

  @Test func bothOrdersMustSaySo() {
    #expect(clusters(2, [(0, 1, 1), (1, 0, 0)]).merged(["a", "b"]) == ["a", "b"])
    #expect(clusters(2, [(0, 1, 1)]).merged(["a", "b"]) == ["a", "a"])
    // Half of the judgements is not more than half.
    #expect(clusters(2, [(0, 1, 1), (0, 1, 0)]).merged(["a", "b"]) == ["a", "b"])
    #expect(clusters(2, [(0, 1, 1), (0, 1, 0), (0, 1, 1)]).merged(["a", "b"]) == ["a", "a"])
  }

  @Test func clustersDoNotDependOnTheOrder() {
    let links = [(0, 3, 1.0), (3, 1, 1.0), (2, 4, 1.0)]
    let answers = ["a", "b", "c", "d", "e"]
    for turn in 0..<5 {
      func turned(_ place: Int) -> Int { (place + turn) % 5 }
      var moved = answers
      for place in 0..<5 { moved[turned(place)] = answers[place] }
      let merged = clusters(5, links.map { (turned($0.0), turned($0.1), $0.2) }).merged(moved)
      let groups = (0..<5).map { place in
        (0..<5).map { merged[turned(place)] == merged[turned($0)] }
      }
      #expect(groups[0] == [true, true, false, true, false])
      #expect(groups[2] == [false, false, true, false, true])
    }
  }

  @Test func aClusterIsCalledByItsMostFrequentAnswer() {
    let merged = clusters(5, [(0, 1, 1), (1, 0, 1), (3, 4, 1)]).merged([
      "7", "seven", "seven", nil, "8",
    ])
    #expect(merged == ["seven", "seven", "seven", nil, "8"])
  }
}
