import Testing

@testable import Engine

@Suite struct LogitBinsTests {
  /// The likeliest first, of equals the first in the vocabulary, as a full sort has them.
  @Test(arguments: [1, 5, 400]) func theLikeliestAreThoseOfAFullSort(wanted: Int) {
    let logits = testNumbers(400, key: 1).map { ($0 * 40).rounded() / 4 }
    let peak = logits.max() ?? 0
    let found = LogitBins(logits, 400, peak: peak).sorted(beyond: Double(wanted)) { _ in 1 }
    let expected = (0..<400).sorted {
      logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1
    }
    #expect(found.count >= wanted)
    #expect(found == Array(expected.prefix(found.count)))
  }
}
