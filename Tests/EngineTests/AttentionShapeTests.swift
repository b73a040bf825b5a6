import Testing

@testable import Engine

@Suite struct AttentionShapeTests {
  /// Six queries share two keys and values: three in a row each.
  @Test func queriesInARowShareAKey() {
    let shape = AttentionShape(testModel().architecture)
    #expect(shape.rowWidth == 100 && shape.outputWidth == 60)
    #expect((0..<6).map { shape.columns($0).query } == [0, 10, 20, 30, 40, 50])
    #expect((0..<6).map { shape.columns($0).key } == [60, 60, 60, 70, 70, 70])
    #expect((0..<6).map { shape.columns($0).value } == [80, 80, 80, 90, 90, 90])
  }

  @Test func theScaleIsThatOfTheModel() {
    #expect(AttentionShape(testModel().architecture).scale == 1 / Float(10).squareRoot())
    #expect(AttentionShape(gemmaTestModel().architecture).scale == 0.4)
  }
}
