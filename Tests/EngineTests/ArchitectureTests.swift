import Testing

@testable import Engine

@Suite struct ArchitectureTests {
  /// Tensors follow each other without a gap, and their names are all different.
  @Test(arguments: TestModels.allCases) func tensorsLieEndToEnd(which: TestModels) {
    let model = which.model.architecture
    var end = 0
    for slot in model.tensors {
      #expect(slot.offset == end)
      end = slot.range.upperBound
    }
    #expect(end == model.parameterCount)
    #expect(Set(model.tensors.map(\.name)).count == model.tensors.count)
  }

  @Test func onlyItsLayersHaveTheWindow() {
    let model = gemmaTestModel().architecture
    #expect(model.window(0) == 9 && model.window(1) == nil)
    #expect(testModel().architecture.window(0) == nil)
  }
}
