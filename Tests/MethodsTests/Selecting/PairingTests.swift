import Randomness
import Testing

@testable import Methods

@Suite struct PairingTests {
  private func voters(_ answers: [String?]) -> [Pairing.Candidate] {
    answers.enumerated().map { .init(index: $0.offset, text: "t\($0.offset)", answer: $0.element) }
  }

  private func scored(_ scores: [Double?]) -> [Pairing.Candidate] {
    scores.enumerated().map { .init(index: $0.offset, text: "t\($0.offset)", score: $0.element) }
  }

  private func pairs(
    _ pairing: Pairing, _ candidates: [Pairing.Candidate], reference: String? = nil, key: UInt64 = 1
  ) throws(Pairing.Reason) -> [Pairing.Pair] {
    var generator = CounterGenerator(key: key)
    return try pairing.pairs(of: candidates, reference: reference, using: &generator)
  }

  @Test func theWorkedExampleOfScPO() throws {
    let candidates = voters(["a", "a", "b", "a", "a", "a", "a", nil])
    let pair = try #require(try pairs(Pairing(.mostVsLeast), candidates).first)
    #expect(pair.weight == 0.625)
    #expect(pair.margin == 0.625)
    #expect(pair.rejected == 2)
    #expect(candidates[try #require(pair.chosen)].answer == "a")
  }

  @Test func unanimousOrTiedVotesMakeNoPair() {
    let pairing = Pairing(.mostVsLeast)
    #expect(throws: Pairing.Reason.noPair) { try pairs(pairing, voters(["a", "a", nil])) }
    #expect(throws: Pairing.Reason.noPair) { try pairs(pairing, voters([])) }
    #expect(throws: Pairing.Reason.noPair) { try pairs(pairing, voters([nil])) }
    #expect(throws: Pairing.Reason.tie) { try pairs(pairing, voters(["a", "b"])) }
  }

  @Test func theMajorityNeedsItsShare() throws {
    var pairing = Pairing(.mostVsLeast)
    pairing.minimumShare = 0.5
    let candidates = voters(["a", "a", "b", nil])
    #expect(try pairs(pairing, candidates).count == 1)
    pairing.minimumShare = 0.51
    #expect(throws: Pairing.Reason.belowShare) { try pairs(pairing, candidates) }
    pairing.minimumShare = 0.5
    pairing.minimumMargin = 0.3
    #expect(throws: Pairing.Reason.belowMargin) { try pairs(pairing, candidates) }
  }

  @Test func everyLeastVotedAnswerMayBeRejected() throws {
    let candidates = voters(["a", "a", "a", "b", "b", "c", "d"])
    let all = try pairs(Pairing(.mostVsLeast, maximumPairs: nil), candidates)
    #expect(all.count == 6)
    #expect(Set(all.map(\.rejected)) == [5, 6])
    #expect(Set(all.compactMap(\.chosen)) == [0, 1, 2])
  }

  @Test func theDrawDependsOnTheKeyAlone() throws {
    let candidates = voters((0..<40).map { $0 < 20 ? "a" : "b\($0)" })
    let pairing = Pairing(.mostVsLeast, maximumPairs: 5)
    let first = try pairs(pairing, candidates, key: 1)
    #expect(first == (try pairs(pairing, candidates, key: 1)))
    #expect(first != (try pairs(pairing, candidates, key: 2)))
    #expect(Set(first.map { [$0.chosen ?? -1, $0.rejected] }).count == 5)
  }

  @Test func bestAndWorstScores() throws {
    // Self-Rewarding: means 4, 2, 5, 3.
    let pair = try #require(try pairs(Pairing(.bestVsWorst), scored([4, 2, 5, 3])).first)
    #expect(pair == .init(chosen: 2, rejected: 1, weight: 1, margin: 3))
    #expect(throws: Pairing.Reason.tie) { try pairs(Pairing(.bestVsWorst), scored([3, 3, 3, 3])) }
    #expect(throws: Pairing.Reason.noPair) { try pairs(Pairing(.bestVsWorst), scored([nil, 3])) }
    let zero = try #require(try pairs(Pairing(.bestVsWorst), scored([nil, .nan, 0, 1])).first)
    #expect(zero.rejected == 2)
  }

  @Test func lengthControlOfMetaRewarding() throws {
    let lengths = [900, 300, 400, 200]
    let candidates = [5.0, 4.2, 2.5, 1.0].enumerated().map { position, score in
      Pairing.Candidate(
        index: position, text: String(repeating: "x", count: lengths[position]), score: score)
    }
    var pairing = Pairing(.bestVsWorst)
    pairing.lengthControl = 0.4
    let controlled = try #require(try pairs(pairing, candidates).first)
    #expect([controlled.chosen, controlled.rejected] == [1, 2])
    #expect((controlled.margin - 1.7).magnitude < 1e-12)
    pairing.lengthControl = 0
    let free = try #require(try pairs(pairing, candidates).first)
    #expect([free.chosen, free.rejected] == [0, 3])
  }

  @Test func undecidedIsNeverWrong() throws {
    let candidates = [true, false, nil, true].enumerated().map { position, correct in
      Pairing.Candidate(index: position, text: "t\(position)", correct: correct)
    }
    let all = try pairs(Pairing(.correctVsWrong, maximumPairs: nil), candidates)
    #expect(all.map(\.chosen) == [0, 3])
    #expect(all.map(\.rejected) == [1, 1])
    #expect(throws: Pairing.Reason.noPair) {
      try pairs(Pairing(.correctVsWrong), candidates.filter { $0.correct != false })
    }
  }

  @Test func theReferenceIsPreferredToOtherTexts() throws {
    let candidates = scored([nil, nil])
    let all = try pairs(
      Pairing(.referenceVsSample, maximumPairs: nil), candidates, reference: "t0")
    #expect(all == [.init(chosen: nil, rejected: 1, weight: 1, margin: 1)])
    #expect(throws: Pairing.Reason.sameText) {
      try pairs(Pairing(.referenceVsSample), [candidates[0]], reference: "t0")
    }
    #expect(throws: Pairing.Reason.noPair) { try pairs(Pairing(.referenceVsSample), candidates) }
  }

  @Test func aRevisionMustBeBetterWhereItIsKnown() throws {
    func revision(_ before: Double?, _ after: Double?) -> [Pairing.Candidate] {
      [
        .init(index: 4, text: "old", score: before),
        .init(index: 9, text: "new", score: after, parent: 4),
      ]
    }
    let pairing = Pairing(.revisedVsOriginal)
    #expect(
      try pairs(pairing, revision(1, 3)) == [.init(chosen: 1, rejected: 0, weight: 1, margin: 2)])
    #expect(try pairs(pairing, revision(nil, 3)).count == 1)
    #expect(throws: Pairing.Reason.tie) { try pairs(pairing, revision(3, 3)) }
    #expect(throws: Pairing.Reason.noPair) { try pairs(pairing, revision(3, 1)) }
    #expect(throws: Pairing.Reason.noPair) {
      try pairs(pairing, [.init(index: 1, text: "orphan", parent: 0)])
    }
  }

  @Test func lengthsMayNotDifferTooMuch() throws {
    var pairing = Pairing(.bestVsWorst)
    pairing.maximumLengthRatio = 2
    let candidates: [Pairing.Candidate] = [
      .init(index: 0, text: "aaaa", score: 1), .init(index: 1, text: "bb", score: 0),
    ]
    #expect(try pairs(pairing, candidates).count == 1)
    pairing.maximumLengthRatio = 1.9
    #expect(throws: Pairing.Reason.length) { try pairs(pairing, candidates) }
  }

  @Test func equalTextsMakeNoPair() {
    let candidates: [Pairing.Candidate] = [
      .init(index: 0, text: "a", score: 1), .init(index: 1, text: "a", score: 0),
    ]
    #expect(throws: Pairing.Reason.sameText) { try pairs(Pairing(.bestVsWorst), candidates) }
  }

  private func similar(_ similarities: [Double?], texts: [String]? = nil) -> [Pairing.Candidate] {
    similarities.enumerated().map { place, similarity in
      .init(index: place, text: texts?[place] ?? "t\(place)", similarity: similarity)
    }
  }

  @Test func theLeastSimilarOfSelfContrast() throws {
    var pairing = Pairing(.referenceVsSample, maximumPairs: nil)
    pairing.leastSimilar = 0.75
    let all = try pairs(pairing, similar([0.9, 0.8, 0.3, 0.1]), reference: "gold")
    #expect(all.map(\.rejected) == [1, 2, 3])
    // Equal texts count once, empty ones and those without a similarity not at all.
    let some = similar(
      [0.9, 0.9, 0.3, 0.1, 0.2, nil, 0.5], texts: ["a", "a", "b", "", "c", "d", "e"])
    #expect(try pairs(pairing, some, reference: "gold").map(\.rejected) == [2, 4, 6])
    pairing.maximumPairs = 4
    #expect(throws: Pairing.Reason.tooFew) {
      try pairs(pairing, similar([0.9, 0.8, 0.3, 0.1]), reference: "gold")
    }
    pairing.maximumPairs = 3
    #expect(try pairs(pairing, similar([0.9, 0.8, 0.3, 0.1]), reference: "gold").count == 3)
  }

  @Test func textsMayBeTooNear() throws {
    let candidates: [Pairing.Candidate] = [
      .init(index: 0, text: "abcd", score: 1), .init(index: 1, text: "abce", score: 0),
    ]
    var pairing = Pairing(.bestVsWorst)
    pairing.editDistances = 0.125...0.5
    #expect(try pairs(pairing, candidates).count == 1)
    pairing.editDistances = 0.2...0.5
    #expect(throws: Pairing.Reason.editDistance) { try pairs(pairing, candidates) }
  }

  @Test func theChosenSideHasLimits() throws {
    var pairing = Pairing(.bestVsWorst)
    pairing.minimumScore = 4
    #expect(try pairs(pairing, scored([4, 2])).count == 1)
    #expect(throws: Pairing.Reason.belowScore) { try pairs(pairing, scored([3, 2])) }
    pairing.minimumScore = nil
    pairing.maximumChosenLength = 1
    #expect(throws: Pairing.Reason.chosenLength) { try pairs(pairing, scored([3, 2])) }
  }
}
