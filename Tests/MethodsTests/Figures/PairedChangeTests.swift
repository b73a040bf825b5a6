import Testing

@testable import Methods

/// Differences of the same problems.
@Suite struct PairedChangeTests {
  private func change(_ pairs: [(Double, Double)]) -> PairedChange {
    var change = PairedChange()
    for (before, after) in pairs { change.add(before: before, after: after) }
    return change
  }

  private func binary(won: Int, lost: Int, of all: Int) -> PairedChange {
    change(
      Array(repeating: (0, 1), count: won) + Array(repeating: (1, 0), count: lost)
        + Array(repeating: (1, 1), count: all - won - lost))
  }

  @Test func theWorkedExample() throws {
    let change = binary(won: 6, lost: 1, of: 20)
    #expect(change.value == 0.25)
    let interval = try #require(change.interval)
    #expect(abs(interval.lowerBound + 0.0226) < 5e-5)
    #expect(abs(interval.upperBound - 0.4771) < 5e-5)
    #expect(abs(try #require(change.probability) - 0.125) < 1e-12)
  }

  @Test func pairsThatAgreeSayThatLittleChanges() throws {
    let interval = try #require(binary(won: 0, lost: 0, of: 100).interval)
    #expect(interval.lowerBound < 0 && interval.upperBound > 0)
    #expect(interval.upperBound < 0.05)
    #expect(binary(won: 0, lost: 0, of: 100).probability == 1)
  }

  @Test func whatIsHardForBothCancels() throws {
    let pairs = (0..<40).map { number in
      let hard = Double(number) / 50
      return (hard, hard + 0.1 + (number % 2 == 0 ? 0.01 : -0.01))
    }
    let interval = try #require(change(pairs).interval)
    #expect(interval.lowerBound > 0.09 && interval.upperBound < 0.11)
    #expect(try #require(change(pairs).probability) < 1e-20)
  }

  @Test func theEnds() {
    #expect(PairedChange().value == nil)
    #expect(PairedChange().interval == nil)
    #expect(PairedChange().probability == nil)
    #expect(change([(0.5, 0.25)]).interval == nil)
    #expect(change([(0.5, 0.25), (0.5, 0.25)]).probability == nil, "no spread, no test")
  }

  /// Many more problems than a factorial could count.
  @Test func manyProblems() throws {
    let probability = try #require(binary(won: 5200, lost: 4800, of: 20_000).probability)
    // Of the normal approximation with a continuity correction 399/100 standard errors.
    #expect(abs(probability - 6.6e-5) < 0.3e-5)
  }
}
