import Testing

@testable import Engine

@Suite struct RotaryTests {
  private let rotary = Rotary(theta: 10_000, scaling: .none, headWidth: 10, positions: 8)

  @Test(arguments: [0, 1, 7], [false, true]) func aTurnIsItsPlainLoop(
    position: Int, backwards: Bool
  ) {
    let row = testNumbers(30, key: 1)
    var found = row
    rotary.turn(&found, heads: 3, position: position, backwards: backwards)
    for head in 0..<3 {
      let range = head * 10..<(head + 1) * 10
      let plain = rotary.plain(Array(row[range]), position: position, backwards: backwards)
      for (a, b) in zip(found[range], plain) { #expect(abs(a - b) < 1e-6) }
    }
  }

  /// What is turned and turned back is what it was.
  @Test func theWayBackUndoesATurn() {
    let row = testNumbers(10, key: 2)
    var found = row
    rotary.turn(&found, heads: 1, position: 5)
    #expect(found != row)
    rotary.turn(&found, heads: 1, position: 5, backwards: true)
    for (a, b) in zip(found, row) { #expect(abs(a - b) < 1e-6) }
  }

  /// q · k depends on how far they are apart alone.
  @Test func scoresDependOnTheDistance() {
    let (query, key) = (testNumbers(10, key: 3), testNumbers(10, key: 4))
    func score(_ a: Int, _ b: Int) -> Float {
      zip(rotary.plain(query, position: a), rotary.plain(key, position: b)).reduce(0) {
        $0 + $1.0 * $1.1
      }
    }
    #expect(abs(score(7, 4) - score(3, 0)) < 1e-5)
    #expect(abs(score(7, 4) - score(7, 5)) > 1e-3)
  }
}
