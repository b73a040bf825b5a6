import Testing

@testable import Engine

@Suite struct BatchPlanTests {
  private func units(_ sizes: [Int]) -> [LossUnit] {
    sizes.map { size in
      LossUnit(sequences: [
        LearnedSequence(prompt: [1], completion: Array(repeating: 2, count: size - 1))
      ]) { _ in UnitLoss(loss: 0, derivatives: []) }
    }
  }

  @Test(arguments: [[2], [5, 5, 5, 5, 5, 5], [100, 2, 2, 90, 3], Array(repeating: 7, count: 50)])
  func everyUnitIsInOnePiece(sizes: [Int]) {
    let plan = BatchPlan(units(sizes), lanes: 4, rows: 20)
    #expect(plan.lanes.count == 4)
    let pieces = plan.lanes.flatMap { $0 }
    #expect(pieces.flatMap { Array($0) } == Array(sizes.indices))
    for piece in pieces where piece.count > 1 { #expect(sizes[piece].reduce(0, +) <= 20) }
  }

  @Test func aPiecePredictsCompletions() {
    var piece = Piece()
    let loss: @Sendable (ArraySlice<Float>) -> UnitLoss = { _ in
      UnitLoss(loss: 0, derivatives: [])
    }
    piece.append(
      LossUnit(
        sequences: [
          LearnedSequence(prompt: [1, 2], completion: [3, 4]),
          LearnedSequence(prompt: [5, 6], completion: [7], learnsPrompt: true),
        ], loss: loss))
    #expect(piece.targets.map(\.row) == [1, 2, 4, 5])
    #expect(piece.targets.map(\.token) == [3, 4, 6, 7])
  }
}
